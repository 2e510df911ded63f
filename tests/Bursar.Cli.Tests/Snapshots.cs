using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Bursar.Cli.Tests;

/// <summary>
/// Compares what the program said with a text file in Snapshots. Where they differ the test fails and leaves a
/// <c>.received</c> file beside the other: look at both, and rename it if the new output is the better one.
/// </summary>
internal static partial class Snapshots
{
    public static void Check(string name, ProgramResult result, Sandbox sandbox, [CallerFilePath] string caller = "")
    {
        // Tests call from a folder one below the project's.
        var folder = Path.Combine(Path.GetDirectoryName(caller)!, "..", "Snapshots");
        var agreed = Path.GetFullPath(Path.Combine(folder, name + ".txt"));
        var received = Path.ChangeExtension(agreed, ".received");
        var text = Text(result, sandbox);
        if (File.Exists(agreed) && File.ReadAllText(agreed) == text)
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(received, text);
        Assert.Equal(File.Exists(agreed) ? File.ReadAllText(agreed) : $"(no snapshot yet: look at {received} and rename it to {Path.GetFileName(agreed)})", text);
    }

    private static string Text(ProgramResult result, Sandbox sandbox) => Neutral(
        $"""
        $ {result.Command}
        exit code {result.ExitCode}
        --- stdout
        {result.Stdout.TrimEnd('\n')}
        --- stderr
        {result.Stderr.TrimEnd('\n')}

        """, sandbox);

    /// <summary>Takes out what differs from machine to machine and from run to run.</summary>
    private static string Neutral(string text, Sandbox sandbox)
    {
        text = text.Replace(sandbox.BursarHome, "{bursar}", StringComparison.Ordinal).Replace(sandbox.Claude, "{claude}", StringComparison.Ordinal)
            .Replace(sandbox.Home, "{home}", StringComparison.Ordinal).Replace(sandbox.Root, "{temp}", StringComparison.Ordinal)
            .Replace(RepositoryRoot.Fixture(""), "{fixtures}", StringComparison.Ordinal);
        text = LedgerSize().Replace(text, "${before}{size}");
        text = Seconds().Replace(text, "in {seconds} s");
        text = Runtime().Replace(text, "{version} on .NET {version}, UTC ({now} UTC)");
        text = JsonOfTheMoment().Replace(text, "${key}\"{now}\"");
        return OldLedger().Replace(text, "ledger.db.old-{now}");
    }

    [GeneratedRegex(@"(?<before>transcripts, |ledger\.db, |backup\.db \(|""ledgerBytes"": )\d+(\.\d+)?( [kM]B)?")]
    private static partial Regex LedgerSize();

    [GeneratedRegex(@"in \d+\.\d\d s")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\S+ on \.NET \S+, UTC \([^)]* UTC\)")]
    private static partial Regex Runtime();

    [GeneratedRegex(@"(?<key>""(now|version)"": )""[^""]*""")]
    private static partial Regex JsonOfTheMoment();

    [GeneratedRegex(@"ledger\.db\.old-\d+T\d+")]
    private static partial Regex OldLedger();
}
