using System.Text;
using Bursar.Guard.StatusLine;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;

namespace Bursar.Guard.Tests.StatusLine;

/// <summary>Never an error on the line; it is told elsewhere.</summary>
public sealed class FailureTests
{
    [Fact]
    public void A_damaged_ledger_leaves_what_the_input_tells()
    {
        using var home = new GuardedHome();
        home.Line();
        File.WriteAllBytes(home.Environment.Paths.Ledger, [.. Enumerable.Repeat((byte)'x', 10_000)]);

        var outcome = StatusRunner.Run(Encoding.UTF8.GetBytes(home.Input().ToJsonString()), home.Environment, CancellationToken.None);

        Assert.Equal("Opus 4.8 · ~$0.50", Lines.Read(outcome));
        Assert.Contains("is damaged", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("statusline", Assert.Single(FailureLog.Read(home.Environment.Paths)).Event);
    }

    [Fact]
    public void A_failure_stands_in_the_journal_once_the_ledger_is_well_again()
    {
        using var home = new GuardedHome();
        home.Line(Encoding.UTF8.GetBytes("{\"session_id\":\"s\",\"model\":"));
        home.Line();

        using var ledger = LedgerStore.OpenReadOnly(home.Environment.Paths.Ledger)!;
        var entry = Assert.Single(Journal.Read(ledger, session: null, since: 0, max: 10));
        Assert.Equal(("s", "statusline", "it is no whole JSON object in UTF-8"), (entry.Session, entry.Event, entry.Message));
    }

    [Fact]
    public void A_transcript_that_cannot_be_read_is_told_and_the_rest_shown()
    {
        using var home = new GuardedHome();
        Directory.CreateDirectory(Path.GetDirectoryName(home.Transcript)!);
        File.WriteAllText(home.Transcript, "{}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(home.Transcript, UnixFileMode.None);
        }

        Assert.SkipWhen(CanRead(home.Transcript), "This user may read everything.");

        Assert.Equal("Opus 4.8 · ~$0.50 · $0.00 today", home.Line());
        Assert.Contains(FailureLog.Read(home.Environment.Paths), entry => entry.Message.Contains("cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_cannot_be_leaves_the_rest()
    {
        using var home = new GuardedHome("""{"limits":{"maxTurns":10}}""");
        home.Responds(100_000, 20_000);

        Assert.StartsWith("Opus 4.8 · $1.00 · $1.00 today · 9 turns left of 10", Lines.Plain(home.Line(json => json["workspace"]!["project_dir"] = "/a\0b")), StringComparison.Ordinal);
    }

    [Fact]
    public void Prices_that_cannot_be_read_leave_what_is_in_the_ledger()
    {
        using var home = new GuardedHome();
        home.Responds(100_000, 20_000);
        home.Line();
        home.Responds(100_000, 20_000);
        home.Configure("""{"pricing":7}""");

        Assert.StartsWith("Opus 4.8 · ≥$1.00 · ≥$1.00 today", home.Line(), StringComparison.Ordinal);
        Assert.Contains(FailureLog.Read(home.Environment.Paths), entry => entry.Message.Contains("pricing", StringComparison.Ordinal));
    }

    [Fact]
    public void What_takes_too_long_leaves_what_the_input_tells()
    {
        using var home = new GuardedHome();
        home.Responds(100_000, 20_000);

        Assert.Equal("Opus 4.8 · ~$0.50", Lines.Read(StatusRunner.OutOfTime(Encoding.UTF8.GetBytes(home.Input().ToJsonString()))));
    }

    private static bool CanRead(string path)
    {
        try
        {
            File.ReadAllBytes(path);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
