using Bursar.Guard;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.Mcp;

/// <summary>How it was found out which session is meant; said in every answer.</summary>
internal enum SessionSource
{
    /// <summary>The caller named it.</summary>
    Argument,

    /// <summary>The hooks of this very client told last that it is in this session.</summary>
    Hooks,

    /// <summary>The client's variable, which is as old as this server: stale after /clear and resume.</summary>
    Environment,

    /// <summary>The session with the latest response of this project.</summary>
    Latest,
}

/// <param name="Transcript">Where the hooks saw its transcript; null when they did not.</param>
internal sealed record FoundSession(string Id, SessionSource Source, string? Transcript = null)
{
    public string SourceWord => Source.ToString().ToLowerInvariant();
}

/// <summary>Which session is meant when a caller names none.</summary>
internal static class SessionFinder
{
    public const string ProjectVariable = "CLAUDE_PROJECT_DIR";
    private const string SessionVariable = "CLAUDE_CODE_SESSION_ID";

    /// <summary>What can be told without a look at the transcripts; null when only the ledger can tell.</summary>
    public static FoundSession? Live(LedgerStore ledger, GuardEnvironment environment) =>
        environment.Client.Value is { } client && new LiveSessions(ledger).Find(client.Id, client.Started) is { } live
            ? new FoundSession(live.Session, SessionSource.Hooks, live.Transcript)
            : environment.Variables(SessionVariable) is { Length: > 0 } id ? new FoundSession(id, SessionSource.Environment) : null;

    /// <param name="ledger">Up to date.</param>
    /// <param name="environment">Whose client this is.</param>
    /// <param name="wanted">An id or its beginning; null for the live session.</param>
    /// <exception cref="UserError">There is no such session, or none at all.</exception>
    public static FoundSession Find(LedgerStore ledger, GuardEnvironment environment, string? wanted)
    {
        if (wanted is not null)
        {
            // The live session is known before it has used anything.
            return Live(ledger, environment) is { } live && live.Id == wanted
                ? live with { Source = SessionSource.Argument }
                : new FoundSession(SessionUsages.ResolveKnown(ledger, wanted, "session_id"), SessionSource.Argument);
        }

        var folder = Folder(environment);
        return Live(ledger, environment)
            ?? (SessionUsages.Latest(ledger, folder) is { } latest ? new FoundSession(latest, SessionSource.Latest) : null)
            ?? throw UserError.BadInput($"It is not known which session is meant: no hook of this client told, and the ledger has no session of the project {folder}.", "Name one by session_id, or install the hooks with `bursar init`.");
    }

    public static string Folder(GuardEnvironment environment) => environment.Variables(ProjectVariable) is { Length: > 0 } project ? project : Directory.GetCurrentDirectory();
}
