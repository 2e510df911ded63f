using System.Collections.Concurrent;

namespace Bursar.EndToEnd.Tests.FakeApi;

/// <summary>What the fake API answers: per conversation, a reply for each step.</summary>
public sealed class Script
{
    /// <summary>Bills nothing else does, so that a background call stands out wherever it turns up.</summary>
    public static readonly Reply Background = Reply.Says("Noted.").Billing(input: 3, output: 7);

    private readonly ConcurrentDictionary<string, Func<int, Reply?>> _conversations = new(StringComparer.Ordinal);

    public Script Conversation(string name, params Reply[] replies) =>
        Conversation(name, step => step < replies.Length ? replies[step] : null);

    /// <summary>Adds a conversation whose reply to step n (0 is the first) is computed; null means "not scripted".</summary>
    public Script Conversation(string name, Func<int, Reply?> reply)
    {
        if (!_conversations.TryAdd(name, reply))
        {
            throw new ArgumentException($"The script already has a conversation '{name}'.", nameof(name));
        }

        return this;
    }

    /// <summary>The reply to a request, or null where the script has none.</summary>
    public Reply? For(string conversation, int step) =>
        _conversations.TryGetValue(conversation, out var reply) ? reply(step) : null;
}
