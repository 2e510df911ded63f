using System.Diagnostics;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>Rows, offsets, decisions and journal move together: a hook that is killed at any point loses nothing.</summary>
[Collection(nameof(HeavyGuardTests))]
public sealed class KilledHookTests
{
    private const int Kills = 100;

    [Fact]
    public async Task Killed_at_100_points_the_books_and_the_decisions_are_whole()
    {
        await using var scenario = await GuardScenario.StartAsync(new Script(), """{"limits":{"maxTokensOut":100000,"warnAt":[0.01]}}""");
        var session = new SessionOnDisk(scenario, 1);
        await scenario.HookAsync("SessionStart", session.Id);
        var longest = TimeSpan.FromMilliseconds(100);
        var random = new Random(20261125);
        var killed = 0;
        for (var i = 0; i < Kills; i++)
        {
            var call = session.Add(output: 20);
            var wasKilled = Kill(scenario, session.Id, call, longest * random.NextDouble());
            killed += wasKilled ? 1 : 0;
            // Settles where two hooks of three are killed, whatever the machine and the build.
            longest *= wasKilled ? 1.1 : 0.8;
            if (i % 10 == 9)
            {
                // Whoever watches the state never reads half of it.
                Assert.InRange(scenario.State(session.Id).Turns, 0, i + 1);
            }
        }

        await scenario.HookAsync("SessionEnd", session.Id);
        var decided = scenario.State(session.Id).ToolCalls;
        TestContext.Current.TestOutputHelper?.WriteLine($"{killed} of {Kills} hooks were killed before their end; {decided} had written down their decision.");
        Assert.True(killed >= Kills / 2, $"Only {killed} hooks were killed before their end.");
        Assert.InRange(decided, Kills / 20, Kills - (Kills / 20));
        // What was decided before a kill stands; what was not is decided now. Either way a call counts once.
        for (var i = 0; i < Kills; i++)
        {
            Assert.Equal("", (await scenario.HookAsync("PreToolUse", session.Id, ("tool_name", "Bash"), ("tool_use_id", $"toolu_0001{i:x6}"))).Stderr);
        }

        var state = scenario.State(session.Id);
        Assert.Equal((session.Output, Kills, Kills), (state.TokensOut, state.Turns, state.ToolCalls));
        Assert.Single(scenario.Journal());
        (await new BursarProgram(scenario.Home.Home, scenario.Home.BursarHome).RunAsync("ledger", "check")).MustSucceed();
    }

    private static bool Kill(GuardScenario scenario, string session, string call, TimeSpan after)
    {
        var start = new ProcessStartInfo(HookProgram.Executable) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in scenario.Client.Environment)
        {
            start.Environment[name] = value;
        }

        using var hook = Process.Start(start)!;
        var started = Stopwatch.GetTimestamp();
        hook.StandardInput.Write(scenario.Event("PreToolUse", session, ("tool_name", "Bash"), ("tool_use_id", call)).ToJsonString());
        hook.StandardInput.Close();
        while (Stopwatch.GetElapsedTime(started) < after)
        {
            Thread.SpinWait(100);
        }

        hook.Kill();
        hook.WaitForExit();
        return hook.ExitCode == 137;
    }
}
