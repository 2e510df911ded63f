using System.Globalization;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>Hooks run in parallel; what they decide together is what one after another would.</summary>
[Collection(nameof(HeavyGuardTests))]
public sealed class AtOnceTests
{
    /// <summary>
    /// A build that is compiled as it runs does so while it holds the ledger: 32 of them on two busy cores wait for each other
    /// longer than a hook may, which is their slowness and not what is tested here. A build that is named takes all at once.
    /// </summary>
    private static readonly SemaphoreSlim Places = new(HookProgram.IsNamed ? 32 : 8);

    [Fact]
    public async Task Of_many_calls_at_once_exactly_the_10_allowed_go_through()
    {
        await using var scenario = await GuardScenario.StartAsync(new Script(), """{"limits":{"maxToolCalls":10}}""");
        var session = new SessionOnDisk(scenario, 1);
        await scenario.HookAsync("SessionStart", session.Id);
        session.Add(output: 20);

        var answers = await Task.WhenAll(Enumerable.Range(0, HookProgram.Many).Select(i => AskAsync(scenario, session.Id, string.Create(CultureInfo.InvariantCulture, $"toolu_{i}"))));

        Assert.All(answers, answer => Assert.Equal((0, ""), (answer.ExitCode, answer.Stderr)));
        Assert.Equal((10, HookProgram.Many - 10), (answers.Count(answer => answer.Stdout.Length == 0), answers.Count(IsDenial)));
        var state = await StateAfterAsync(scenario, session.Id);
        Assert.Equal((10, 20, 1), (state.ToolCalls, state.TokensOut, state.Turns));
        scenario.TellsOfTheStop(session.Id, "maxToolCalls", denials: HookProgram.Many - 10, stops: 0);
    }

    [Fact]
    public async Task Eight_sessions_at_once_on_one_ledger_have_exact_books_and_one_budget()
    {
        const int Sessions = 8;
        const int Calls = 4;
        await using var scenario = await GuardScenario.StartAsync(new Script(), """{"budgets":[{"name":"all","period":"total","maxTokensOut":3200}]}""");
        var sessions = Enumerable.Range(1, Sessions).Select(i => new SessionOnDisk(scenario, i)).ToList();

        // Each session's calls come one after another, as its responses do, and all sessions' side by side.
        var answers = (await Task.WhenAll(sessions.Select(async session =>
        {
            var asked = new List<ProgramResult>();
            for (var i = 0; i < Calls; i++)
            {
                asked.Add(await AskAsync(scenario, session.Id, session.Add(output: 100)));
            }

            return asked;
        }))).SelectMany(asked => asked).ToList();

        Assert.All(answers, answer => Assert.Equal((0, ""), (answer.ExitCode, answer.Stderr)));
        // The 32nd response reaches the limit; it alone is too much, or none is seen before it.
        Assert.InRange(answers.Count(IsDenial), 1, Sessions);
        foreach (var session in sessions)
        {
            var state = await StateAfterAsync(scenario, session.Id);
            Assert.Equal((session.Output, session.Responses), (state.TokensOut, state.Turns));
            Assert.Equal(3_200, (int?)state.Limit("all/maxTokensOut")["used"]);
        }

        Assert.Equal(answers.Count(answer => !IsDenial(answer)), sessions.Sum(session => scenario.State(session.Id).ToolCalls));
    }

    [Theory]
    [InlineData("day", true)]
    [InlineData("total", false)]
    public async Task Of_32_calls_in_eight_sessions_at_once_exactly_the_10_of_a_shared_budget_go_through(string period, bool isWritten)
    {
        await using var scenario = await GuardScenario.StartAsync(new Script(), $$$"""{"budgets":[{"name":"shared","period":"{{{period}}}","maxToolCalls":10}]}""");
        var sessions = Enumerable.Range(1, 8).Select(i => new SessionOnDisk(scenario, i)).ToList();

        await Task.WhenAll(sessions.Select(session => scenario.HookAsync("SessionStart", session.Id)));

        // Whether or not the client has written the calls down yet, and although denied ones stand in the transcripts too.
        var calls = sessions.SelectMany(session => Enumerable.Range(0, 4).Select(i => (session.Id, Call: isWritten ? session.Add(output: 20, DateTimeOffset.UtcNow) : $"toolu_{session.Id}{i}"))).ToList();
        var answers = await Task.WhenAll(calls.Select(call => AskAsync(scenario, call.Id, call.Call)));

        Assert.All(answers, answer => Assert.Equal((0, ""), (answer.ExitCode, answer.Stderr)));
        Assert.Equal((10, 22), (answers.Count(answer => answer.Stdout.Length == 0), answers.Count(IsDenial)));
        Assert.Equal(10, (int?)(await StateAfterAsync(scenario, sessions[0].Id)).Limit("shared/maxToolCalls")["used"]);
    }

    private static async Task<ProgramResult> AskAsync(GuardScenario scenario, string session, string call)
    {
        await Places.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return await scenario.HookAsync("PreToolUse", session, ("tool_name", "Bash"), ("tool_use_id", call));
        }
        finally
        {
            Places.Release();
        }
    }

    private static bool IsDenial(ProgramResult answer) => answer.Stdout.Contains("\"permissionDecision\":\"deny\"", StringComparison.Ordinal);

    private static async Task<SessionStateFile> StateAfterAsync(GuardScenario scenario, string session)
    {
        (await scenario.HookAsync("SessionEnd", session)).MustSucceed();
        return scenario.State(session);
    }
}
