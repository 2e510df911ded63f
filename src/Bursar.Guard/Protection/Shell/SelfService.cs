namespace Bursar.Guard;

/// <summary>Commands that would loosen or unseat the guard; a human runs them outside the session.</summary>
internal static class SelfService
{
    private static readonly string[] Verbs =
        ["allow", "init", "policy", "ledger", "pricing", "hook", "daily", "weekly", "monthly", "session", "blocks", "report", "usage", "doctor", "verify", "replay", "journal", "ingest", "completion"];

    /// <summary>Why a command with these words may not run.</summary>
    public static string? Refusal(string name, ReadOnlySpan<string> args, ShellState state)
    {
        if (name is "kill" or "pkill" or "killall" or "taskkill" or "stop-process" or "spps" or "systemctl" or "launchctl" or "skill")
        {
            foreach (var arg in args)
            {
                if (arg.Contains("bursar", StringComparison.OrdinalIgnoreCase))
                {
                    return Refusals.Human($"{name} {Mark.Plain(arg)}", "ending Bursar's programs would end the guard");
                }
            }

            return null;
        }

        if (Bursar(name) is { } program)
        {
            return Called(program, args);
        }

        // Programs that only read or print may speak of such commands.
        if (Programs.IsReader(name) || Programs.IsSpeaker(name) || name is "git" or "gh" or "glab" or "sed" or "awk" or "find" or "cp" or "mv" or "mkdir" or "touch" or "ln")
        {
            return null;
        }

        var isRun = name is "dotnet" && args is ["run", ..];
        for (var i = 0; i < args.Length; i++)
        {
            if (isRun && args[i].Contains("Bursar.Cli", StringComparison.OrdinalIgnoreCase))
            {
                var rest = args.IndexOf("--") is var dashes and >= 0 ? args[(dashes + 1)..] : args[(i + 1)..];
                return Called("bursar", rest);
            }

            if (args[i].Contains("bursar", StringComparison.OrdinalIgnoreCase) && Bursar(Programs.Name(args[i], ignoresCase: true)) is { } inner && Called(inner, args[(i + 1)..]) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Program text, such as <c>subprocess.run(["bursar", "allow"])</c>.</summary>
    public static string? InCode(string text)
    {
        var words = new List<string>();
        for (var at = text.IndexOf("bursar", StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf("bursar", at + 6, StringComparison.OrdinalIgnoreCase))
        {
            words.Clear();
            var end = at;
            while (end < text.Length && end - at < 80 && words.Count < 4)
            {
                var start = end;
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '-' or '.' or '_'))
                {
                    end++;
                }

                if (end > start)
                {
                    words.Add(text[start..end]);
                }

                end++;
            }

            if (words is [var first, ..] && Bursar(first) is { } program && Called(program, words.Skip(1).ToArray()) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static string? Bursar(string name) => name switch
    {
        "bursar" or "bursar.dll" or "Bursar.Cli" => "bursar",
        "bursar-hook" or "bursar-hook.dll" => "bursar-hook",
        _ => null,
    };

    private static string? Called(string program, ReadOnlySpan<string> args)
    {
        if (program is "bursar-hook")
        {
            return args is ["--version"] ? null : Refusals.Human(program, "events are Claude Code's to report");
        }

        string? verb = null;
        string? second = null;
        foreach (var arg in args)
        {
            if (arg is ['@', _, ..])
            {
                return Refusals.Human($"bursar {Mark.Plain(arg)}", "what is in the file cannot be checked");
            }

            if (verb is null)
            {
                verb = Array.IndexOf(Verbs, arg) >= 0 ? arg : null;
            }
            else if (second is null && arg is not ['-', ..])
            {
                second = arg;
            }
        }

        var asksForHelp = verb is not "init" && args.Length <= 3 && args is [.., "--help" or "-h" or "-?"];
        return asksForHelp ? null : (verb, second) switch
        {
            ("allow", _) => Refusals.Human("bursar allow", "it allows more than the limits"),
            ("init", _) => Refusals.Human("bursar init", "it changes which hooks Claude Code runs"),
            ("policy", not (null or "show" or "check")) => Refusals.Human($"bursar policy {Mark.Plain(second)}", "it changes the limits"),
            ("ledger", "rebuild") => Refusals.Human("bursar ledger rebuild", "it makes the ledger anew, by which the limits are judged"),
            ("pricing", "import") when args.IndexOf("--dry-run") < 0 => Refusals.Human("bursar pricing import", "it changes the prices by which spending is counted"),
            ("hook", _) => Refusals.Human("bursar hook", "events are Claude Code's to report"),
            _ => null,
        };
    }
}
