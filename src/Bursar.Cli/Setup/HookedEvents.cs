namespace Bursar.Cli.Setup;

/// <summary>An event of Claude Code that Bursar answers.</summary>
/// <param name="Name">The client's name for it.</param>
/// <param name="Since">The first client that knows it (its changelog; PostToolBatch: its published builds).</param>
/// <param name="Timeout">Seconds after which the client gives the hook up.</param>
/// <param name="HasMatcher">It is installed for every tool by the matcher <c>*</c>; the others need none.</param>
internal sealed record HookedEvent(string Name, Version Since, int Timeout, bool HasMatcher);

/// <summary>The events that are installed, and which of them a client can be given.</summary>
internal static class HookedEvents
{
    /// <summary>Twice the time after which the hook itself answers, so that its answer is heard.</summary>
    private const int Timeout = 10;

    /// <summary>
    /// Hooks at the end of a session share 1.5 seconds, which newer clients stretch to the largest timeout that a hook asks
    /// for: with one second, nobody waits longer for closing a session because of Bursar. A hook that is cut off there
    /// loses nothing, because the next reader of the ledger goes on where it stopped.
    /// </summary>
    private const int EndTimeout = 1;

    /// <summary>Clients before this one skip a settings file as a whole when it names an event that they do not know.</summary>
    public static readonly Version IgnoresUnknown = new(2, 1, 101);

    private static readonly Version FirstBatch = new(2, 1, 118);

    /// <summary>
    /// Reports of the first client with PostToolBatch reach from 2.1.118 to 2.1.145. Where they differ both events are
    /// installed: the answers are the same, and the price is one more process per tool.
    /// </summary>
    private static readonly Version SurelyKnowsBatch = new(2, 1, 145);

    public static IReadOnlyList<HookedEvent> All { get; } =
    [
        new("SessionStart", new(1, 0, 62), Timeout, HasMatcher: false),
        new("UserPromptSubmit", new(1, 0, 54), Timeout, HasMatcher: false),
        new("PreToolUse", new(1, 0, 38), Timeout, HasMatcher: true),
        new("PostToolBatch", FirstBatch, Timeout, HasMatcher: false),
        new(PostToolUse, new(1, 0, 38), Timeout, HasMatcher: true),
        new("SubagentStart", new(2, 0, 43), Timeout, HasMatcher: false),
        new("SubagentStop", new(1, 0, 41), Timeout, HasMatcher: false),
        new("Stop", new(1, 0, 38), Timeout, HasMatcher: false),
        new("SessionEnd", new(1, 0, 85), EndTimeout, HasMatcher: false),
    ];

    private const string PostToolUse = "PostToolUse";

    /// <summary>Whether a client can be stopped before it calls the model again after a denied tool.</summary>
    public static bool StopsExactly(Version? client) => client is null || client >= FirstBatch;

    /// <param name="client">The client's version; null if it is not known, and then it is taken for one of today.</param>
    public static IReadOnlyList<HookedEvent> For(Version? client) => client is null
        ? All
        : [.. All.Where(hook => (client >= hook.Since || client >= IgnoresUnknown) && (hook.Name != PostToolUse || client < SurelyKnowsBatch))];
}
