using System.Collections.Immutable;
using System.Text;

namespace Bursar.EndToEnd.Tests.FakeApi;

/// <summary>Everything the fake API has billed, in the order it was asked. Safe to read while the client works.</summary>
public sealed class Bill
{
    private ImmutableList<BilledResponse> _responses = [];

    public IReadOnlyList<BilledResponse> All => _responses;

    /// <summary>How many responses were billed, background calls included.</summary>
    public int Calls => _responses.Count;

    /// <summary>What a transcript can know of: all but the background calls.</summary>
    public IReadOnlyList<BilledResponse> Conversations => [.. _responses.Where(r => !r.IsBackground)];

    public IReadOnlyList<BilledResponse> Background => [.. _responses.Where(r => r.IsBackground)];

    public IReadOnlyList<BilledResponse> Of(string sessionId) => [.. Conversations.Where(r => r.SessionId == sessionId)];

    public IReadOnlyList<BilledResponse> Named(string conversation) =>
        [.. _responses.Where(r => r.Conversation == conversation)];

    internal void Add(BilledResponse response) =>
        ImmutableInterlocked.Update(ref _responses, static (list, added) => list.Add(added), response);

    /// <summary>The bill as lines of text, for the message of a failed assertion.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var r in _responses)
        {
            text.AppendLine($"{r.MessageId} {r.Model} {r.Conversation ?? "(background)"}#{r.Step} session {r.SessionId} agent {r.AgentId ?? "-"} {r.Usage}");
        }

        return text.ToString();
    }
}
