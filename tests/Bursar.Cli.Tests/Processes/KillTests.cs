using Bursar.Cli.Tests.Corpus;

namespace Bursar.Cli.Tests.Processes;

/// <summary>
/// Rows and offsets move together: whenever the process dies, the next ingest loses nothing and counts nothing twice.
/// </summary>
[Collection(nameof(HeavyTests))]
public sealed class KillTests
{
    private const int Rounds = 10;
    private const int KillsPerRound = 20;

    /// <summary>Most kills fall among the transactions; some while the program starts.</summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan LongestWriting = TimeSpan.FromMilliseconds(120);

    [Fact]
    public async Task Killed_at_200_points_the_ledger_is_whole_and_the_next_ingest_completes_it()
    {
        using var sandbox = new Sandbox();
        var grove = new Grove(sandbox, seed: 20261123, sessions: 260, responses: 120);
        var random = new Random(200);
        var killedWhileWriting = 0;
        for (var round = 0; round < Rounds; round++)
        {
            sandbox.DeleteLedger();
            for (var kill = 0; kill < KillsPerRound; kill++)
            {
                // Odd rounds begin with an empty ledger each time, even ones go on from where the last kill left it.
                killedWhileWriting += await KillAtRandomPointAsync(sandbox, random, startAnew: round % 2 == 1);
            }

            await grove.Books.MustBeThoseOfAsync(sandbox);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{killedWhileWriting} of {Rounds * KillsPerRound} kills met a program that was writing.");
        Assert.True(killedWhileWriting >= Rounds * KillsPerRound / 2, $"Only {killedWhileWriting} kills met a program that was writing: the corpus is too small for this machine.");
    }

    private static async Task<int> KillAtRandomPointAsync(Sandbox sandbox, Random random, bool startAnew)
    {
        if (startAnew)
        {
            sandbox.DeleteLedger();
        }

        var atStart = random.Next(10) == 0;
        var share = random.NextDouble();
        var before = sandbox.LedgerSize();
        using var ingest = sandbox.Start("ingest");
        var isWriting = atStart ? !ingest.Spin(share * LongestStart) : ingest.ForWriting(sandbox, before) && ingest.Spin(share * LongestWriting);
        ingest.Kill();
        await ingest.EndAsync();
        var wasKilled = ingest.Process.ExitCode == 137;
        if (!wasKilled)
        {
            // It was through before the kill: there is nothing left to interrupt.
            sandbox.DeleteLedger();
        }

        return wasKilled && isWriting && !atStart ? 1 : 0;
    }
}
