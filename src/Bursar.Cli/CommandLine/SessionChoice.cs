using Bursar.Ledger;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.CommandLine;

/// <summary>Which session a command means when the user gives an id, its beginning, or nothing.</summary>
internal static class SessionChoice
{
    public const string Variable = "CLAUDE_CODE_SESSION_ID";

    public static string Of(CommandContext context, LedgerStore ledger, string? wanted)
    {
        if (wanted is not null)
        {
            return SessionUsages.ResolveKnown(ledger, wanted);
        }

        if (context.Environment(Variable) is { Length: > 0 } live)
        {
            return live;
        }

        var folder = Directory.GetCurrentDirectory();
        return SessionUsages.Latest(ledger, folder)
            ?? throw UserError.BadInput($"The ledger has no session of the project {folder}.", "Run this in a project's folder, or name a session with --session ID (`bursar session` lists them).");
    }
}
