namespace Bursar.Guard.Protection.Shell;

/// <summary>Commands of <c>bursar</c> that only a human may give.</summary>
internal static class SelfService
{
    private static readonly string[] Commands =
    [
        "daily", "weekly", "monthly", "session", "blocks", "report", "usage", "pricing", "doctor", "ledger", "ingest", "completion", "verify",
        "replay", "journal", "hook", "explain", "audit", "forecast", "anomalies", "alerts", "actions", "tree", "dashboard", "brief", "phase", "phases", "estimates", "statusline", "mcp", "policy", "allow", "init", "help",
    ];

    /// <param name="arguments">What follows <c>bursar</c>, with marks.</param>
    /// <returns>The command as a person says it, or null when the agent may run it.</returns>
    public static string? Find(IEnumerable<string> arguments)
    {
        var all = arguments.ToList();

        // System.CommandLine reads more arguments from the file after an @.
        if (all.Find(word => word is ['@', _, ..]) is not null)
        {
            return "bursar @file";
        }

        var at = all.FindIndex(word => Array.IndexOf(Commands, Mark.Plain(word)) >= 0);
        var before = at < 0 ? all : all[..at];
        if (before.Find(word => word.Contains(Mark.Unknown, StringComparison.Ordinal)) is not null)
        {
            return "bursar …";
        }

        if (at < 0 || (at + 2 == all.Count && all[at + 1] is "--help" or "-h" or "-?"))
        {
            return null;
        }

        var next = all.Skip(at + 1).FirstOrDefault(word => word is not ['-', ..]);
        return Mark.Plain(all[at]) switch
        {
            "allow" when all.ElementAtOrDefault(at + 1) is not "list" => "bursar allow",
            "init" => "bursar init",
            // An event that no client sent.
            "hook" => "bursar hook",
            // Its input names a transcript, which may be made up too.
            "statusline" when !all.Contains("--check") => "bursar statusline",
            // It takes events as well.
            "mcp" => "bursar mcp",
            "policy" when next is not (null or "show" or "check") => $"bursar policy {Mark.Plain(next)}",
            "ledger" when next is "rebuild" || next?.Contains(Mark.Unknown, StringComparison.Ordinal) is true => "bursar ledger rebuild",
            // Other prices are other limits.
            "pricing" when next is "import" && !all.Contains("--dry-run") => "bursar pricing import",
            _ => null,
        };
    }

    /// <summary>Such a command in the text of a program.</summary>
    public static string? InText(string code)
    {
        for (var at = code.IndexOf("bursar", StringComparison.OrdinalIgnoreCase); at >= 0; at = code.IndexOf("bursar", at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var words = code.Substring(at, Math.Min(200, code.Length - at)).Split(" \t\n'\",[]()".ToCharArray(), 5, StringSplitOptions.RemoveEmptyEntries);
            if (words[0] is "bursar" or "bursar.exe" or "bursar.dll" && words.Length > 1 && Find(words[1..Math.Min(4, words.Length)]) is { } found)
            {
                return Refusals.Human(found);
            }
        }

        return null;
    }
}
