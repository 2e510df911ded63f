using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Text;
using Bursar.Guard;

namespace Bursar.Hook.Resident;

/// <summary>What a hook may ask the resident program. Both are the same program, so the numbers may change with it.</summary>
internal enum Question
{
    None = 0,
    Event = 1,
    EventAskedOverMcpFirst = 2,
    StatusLine = 3,
}

/// <summary>A question is its kind, the length of the client's input, and the input; an answer is what the hook prints and how it ends.</summary>
[SupportedOSPlatform("linux")]
internal static class Message
{
    /// <summary>More than any event has: what the client tells of a tool's call is written by a model.</summary>
    private const int MaxLength = 256 * 1024 * 1024;

    private const int QuestionHead = 8;
    private const int AnswerHead = 16;

    [Flags]
    private enum Marks
    {
        None = 0,
        Stops = 1,
        EndsSession = 2,
        HasError = 4,
    }

    public static bool Ask(LocalSocket socket, Question question, ReadOnlySpan<byte> input)
    {
        Span<byte> head = stackalloc byte[QuestionHead];
        BinaryPrimitives.WriteInt32LittleEndian(head, (int)question);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], input.Length);
        return socket.Send(head) && socket.Send(input);
    }

    public static bool Receive(LocalSocket socket, out Question question, out byte[] input)
    {
        Span<byte> head = stackalloc byte[QuestionHead];
        (question, input) = (Question.None, []);
        if (!socket.Receive(head) || BinaryPrimitives.ReadInt32LittleEndian(head[4..]) is not (>= 0 and <= MaxLength and var length))
        {
            return false;
        }

        question = (Question)BinaryPrimitives.ReadInt32LittleEndian(head);
        input = new byte[length];
        return question is Question.Event or Question.EventAskedOverMcpFirst or Question.StatusLine && socket.Receive(input);
    }

    public static bool Answer(LocalSocket socket, HookOutcome outcome)
    {
        var error = Encoding.UTF8.GetBytes(outcome.Error ?? "");
        var marks = (outcome.Stops ? Marks.Stops : Marks.None) | (outcome.EndsSession ? Marks.EndsSession : Marks.None) | (outcome.Error is null ? Marks.None : Marks.HasError);
        var message = new byte[AnswerHead + error.Length + outcome.Output.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, outcome.ExitCode);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), (int)marks);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), error.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), outcome.Output.Length);
        error.CopyTo(message, AnswerHead);
        outcome.Output.CopyTo(message, AnswerHead + error.Length);
        return socket.Send(message);
    }

    /// <returns>Null when the other end has gone before its answer was whole.</returns>
    public static HookOutcome? Receive(LocalSocket socket)
    {
        Span<byte> head = stackalloc byte[AnswerHead];
        if (!socket.Receive(head))
        {
            return null;
        }

        var marks = (Marks)BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        var error = new byte[BinaryPrimitives.ReadInt32LittleEndian(head[8..])];
        var output = new byte[BinaryPrimitives.ReadInt32LittleEndian(head[12..])];
        return socket.Receive(error) && socket.Receive(output)
            ? new HookOutcome(output, (marks & Marks.HasError) == Marks.None ? null : Encoding.UTF8.GetString(error), BinaryPrimitives.ReadInt32LittleEndian(head), (marks & Marks.Stops) != Marks.None) { EndsSession = (marks & Marks.EndsSession) != Marks.None }
            : null;
    }
}
