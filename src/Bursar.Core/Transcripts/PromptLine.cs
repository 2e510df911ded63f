
namespace Bursar.Transcripts;

internal enum PromptBeginning
{
    /// <summary>No prompt, or one that belongs to the turn that runs.</summary>
    None,
    Human,
    Command,

    /// <summary>A prompt nobody typed that begins a turn.</summary>
    Automatic,

    /// <summary>A prompt by which the client goes on with what was begun, such as the news that a background task has ended.</summary>
    Continuation,

    /// <summary>The note that a scheduled task has fired.</summary>
    Fired,
}

/// <summary>What a line of type <c>user</c> begins. Of its text only the name of a command is read.</summary>
internal readonly record struct PromptLine(PromptBeginning Beginning, string? Name = null, bool IsTyped = false, bool IsSidechain = false)
{
    /// <summary>What decides whether a line is a prompt stands in its first bytes: before it are ids, flags and a folder.</summary>
    private const int Head = 768;

    private const int MaxName = 100;

    /// <summary>Most lines are tool results or notes; they are told by their beginning, without being parsed.</summary>
    public static bool MayBe(ReadOnlySpan<byte> json)
    {
        var head = json[..Math.Min(json.Length, Head)];
        return (head.IndexOf("user\""u8) >= 0 && head.IndexOf("tool_result\""u8) < 0) || (head.IndexOf("\"system\""u8) >= 0 && head.IndexOf("scheduled_task_fire\""u8) >= 0);
    }

    public static PromptLine Read(ReadOnlySpan<byte> json, TextPool pool)
    {
        var cursor = new JsonCursor(json);
        if (!cursor.TryEnter((byte)'{'))
        {
            return default;
        }

        bool isUser = false, isOwn = false, isFired = false, isSidechain = false, isTyped = false;
        JsonText origin = default;
        var content = default(Content);
        while (cursor.NextKey(out var key))
        {
            if (key.Is("type"u8))
            {
                isUser = cursor.ReadText().Is("user"u8);
            }
            else if (key.Is("isMeta"u8) || key.Is("isCompactSummary"u8))
            {
                isOwn |= cursor.TryReadBool();
            }
            else if (key.Is("isSidechain"u8))
            {
                isSidechain = cursor.TryReadBool();
            }
            else if (key.Is("subtype"u8))
            {
                isFired = cursor.ReadText().Is("scheduled_task_fire"u8);
            }
            else if (key.Is("promptSource"u8))
            {
                isTyped = cursor.ReadText().Is("typed"u8);
            }
            else if (key.Is("origin"u8) && cursor.TryEnter((byte)'{'))
            {
                origin = ReadOne(ref cursor, "kind"u8);
            }
            else if (key.Is("message"u8) && cursor.TryEnter((byte)'{'))
            {
                content = ReadMessage(ref cursor);
            }
            else
            {
                cursor.Skip();
            }
        }

        return cursor.Failed ? default
            : !isUser ? new PromptLine(isFired ? PromptBeginning.Fired : PromptBeginning.None)
            : isOwn || content.IsResult ? default
            : Begin(content.Text, origin, pool) with { IsTyped = isTyped, IsSidechain = isSidechain };
    }

    private static PromptLine Begin(JsonText text, JsonText origin, TextPool pool)
    {
        if (origin.Is("task-notification"u8) || origin.Is("auto-continuation"u8) || origin.Is("coordinator"u8))
        {
            return new PromptLine(PromptBeginning.Continuation);
        }

        if (!origin.IsEmpty && !origin.Is("human"u8) && Clean(origin.Decode()) is { } label)
        {
            return new PromptLine(PromptBeginning.Automatic, label);
        }

        return CommandName(text.Raw) is { IsEmpty: false } command && pool.Get(new JsonText(command, escaped: false)) is { } name && Clean(name) is not null
            ? new PromptLine(PromptBeginning.Command, name)
            : new PromptLine(PromptBeginning.Human);
    }

    /// <summary>
    /// <c>&lt;command-name&gt;/foo&lt;/command-name&gt;</c> near the start of the text, where the client puts it; further in it would be
    /// something that a human wrote about.
    /// </summary>
    private static ReadOnlySpan<byte> CommandName(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("<command-"u8))
        {
            return default;
        }

        var open = "<command-name>"u8;
        var i = text.IndexOf(open);
        if (i < 0)
        {
            return default;
        }

        var name = text[(i + open.Length)..];
        var end = name.IndexOf((byte)'<');
        name = end < 0 ? default : name[..end];
        return name.StartsWith("/"u8) ? name[1..] : name;
    }

    /// <summary>Only what can be a name is kept; anything else could be somebody's text.</summary>
    public static string? Clean(string text) => text.Length is > 0 and <= MaxName && text.All(c => c > ' ' && !char.IsControl(c) && c is not ('\\' or '<' or '>')) ? text : null;

    private static Content ReadMessage(scoped ref JsonCursor cursor)
    {
        var content = default(Content);
        while (cursor.NextKey(out var key))
        {
            if (!key.Is("content"u8))
            {
                cursor.Skip();
            }
            else if (cursor.TryEnter((byte)'['))
            {
                while (cursor.NextElement())
                {
                    ReadBlock(ref cursor, ref content);
                }
            }
            else
            {
                content.Text = cursor.ReadText();
            }
        }

        return content;
    }

    private static void ReadBlock(scoped ref JsonCursor cursor, ref Content content)
    {
        if (!cursor.TryEnter((byte)'{'))
        {
            cursor.Skip();
            return;
        }

        while (cursor.NextKey(out var key))
        {
            if (key.Is("type"u8))
            {
                content.IsResult |= cursor.ReadText().Is("tool_result"u8);
            }
            else if (key.Is("text"u8) && content.Text.IsEmpty)
            {
                content.Text = cursor.ReadText();
            }
            else
            {
                cursor.Skip();
            }
        }
    }

    public static JsonText ReadOne(scoped ref JsonCursor cursor, ReadOnlySpan<byte> wanted)
    {
        JsonText found = default;
        while (cursor.NextKey(out var key))
        {
            if (key.Is(wanted))
            {
                found = cursor.ReadText();
            }
            else
            {
                cursor.Skip();
            }
        }

        return found;
    }

    private ref struct Content
    {
        public JsonText Text;
        public bool IsResult;
    }
}
