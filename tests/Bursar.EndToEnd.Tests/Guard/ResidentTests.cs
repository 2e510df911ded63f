using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>A program that stays between events answers them as each hook would by itself, and is never needed.</summary>
[Collection(nameof(HeavyGuardTests))]
public sealed class ResidentTests
{
    /// <summary>A hook that can write no file: it has an answer only if somebody else did the work.</summary>
    private const string Helpless = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";

    private const string OneCall = """{"limits":{"maxToolCalls":1},"onError":"closed"}""";

    [Fact]
    public async Task Within_a_session_of_the_real_client_it_answers_and_it_ends_with_the_client()
    {
        var script = new Script().Conversation("main",
            Reply.RunsBash("ls \"$BURSAR_HOME\" > seen.txt"), GuardScenario.Runs("one").Billing(input: 10, output: 20), GuardScenario.Runs("two").Billing(input: 10, output: 20), Reply.Says("Done."));
        await using var scenario = await GuardScenario.StartAsync(script, """{"limits":{"maxToolCalls":2}}""");

        var run = await scenario.AskAsync("main");

        Assert.Contains("resident.sock", await File.ReadAllLinesAsync(Path.Combine(scenario.Home.Project, "seen.txt"), TestContext.Current.CancellationToken));
        Assert.Equal("hook_stopped", run.Ending);
        Assert.Equal(["one"], scenario.Ran);
        scenario.HoldsTheBill(run.SessionId, toolCalls: 2);
        await Resident.Until(() => !File.Exists(Resident.Socket(scenario.Home)), "It goes on although its client has ended.");
    }

    [Fact]
    public async Task Who_does_not_want_it_says_so_in_the_configuration()
    {
        var script = new Script().Conversation("main", Reply.RunsBash("ls \"$BURSAR_HOME\" > seen.txt"), Reply.Says("Done."));
        await using var scenario = await GuardScenario.StartAsync(script, """{"limits":{"maxToolCalls":100}}""");
        Assert.False(await RunsAsync(scenario));
        scenario.Configure("""{"resident":false}""");
        Assert.Null(await RunsAsync(scenario));

        var run = await scenario.AskAsync("main");

        Assert.Equal("Done.", run.Text);
        Assert.DoesNotContain("resident.sock", await File.ReadAllLinesAsync(Path.Combine(scenario.Home.Project, "seen.txt"), TestContext.Current.CancellationToken));
    }

    /// <summary>What the doctor says of it.</summary>
    private static async Task<bool?> RunsAsync(GuardScenario scenario) =>
        (bool?)JsonNode.Parse((await new BursarProgram(scenario.Home.Home, scenario.Home.BursarHome).RunAsync("doctor", "--json")).MustSucceed().Stdout)!["residentRuns"];

    [Fact]
    public async Task It_does_the_work_of_a_hook_and_of_a_status_line()
    {
        await using var scenario = await GuardScenario.StartAsync(new Script(), OneCall);
        var session = new SessionOnDisk(scenario, 1);
        using var resident = await Resident.StartAsync(scenario);

        var first = await HelplessAsync(scenario, session.Id, session.Add(output: 20));
        var second = await HelplessAsync(scenario, session.Id, session.Add(output: 20));
        var line = await HelplessAsync(scenario, ["statusline"], new JsonObject
        {
            ["session_id"] = session.Id,
            ["transcript_path"] = (string?)scenario.Event("Stop", session.Id)["transcript_path"],
        }.ToJsonString());

        Assert.True(await RunsAsync(scenario));
        Assert.Equal((0, "", ""), (first.ExitCode, first.Stdout, first.Stderr));
        Assert.True(IsDenial(second), second.ToString());
        Assert.Contains("0 tool calls left", line.Stdout, StringComparison.Ordinal);
        Assert.Equal((40, 2, 1), (scenario.State(session.Id).TokensOut, scenario.State(session.Id).Turns, scenario.State(session.Id).ToolCalls));
    }

    [Fact]
    public async Task Each_hook_is_answered_for_its_own_environment()
    {
        await using var scenario = await GuardScenario.StartAsync(new Script(), OneCall);
        using var resident = await Resident.StartAsync(scenario);
        var (payer, subscriber) = (new SessionOnDisk(scenario, 1), new SessionOnDisk(scenario, 2));
        payer.Add(output: 20);
        subscriber.Add(output: 20);

        scenario.Client.Environment["ANTHROPIC_API_KEY"] = "none";
        await HelplessAsync(scenario, payer.Id, "a");
        scenario.Client.Environment.Remove("ANTHROPIC_API_KEY");
        scenario.Client.Environment["CLAUDE_CODE_OAUTH_TOKEN"] = "none";
        await HelplessAsync(scenario, subscriber.Id, "b");

        Assert.Equal(("api_key", "subscription"), (scenario.State(payer.Id).AuthMode, scenario.State(subscriber.Id).AuthMode));
    }

    [Theory]
    [InlineData("TZ", "Asia/Tokyo")]
    [InlineData("CLAUDE_CONFIG_DIR", "relative")]
    public async Task A_hook_that_sees_something_else_looks_itself(string name, string value)
    {
        await using var scenario = await GuardScenario.StartAsync(new Script(), """{"onError":"open"}""");
        var session = new SessionOnDisk(scenario, 1);
        using var resident = await Resident.StartAsync(scenario);
        scenario.Client.Environment[name] = value;

        var helpless = await HelplessAsync(scenario, session.Id, session.Add(output: 20));
        var able = await scenario.HookAsync("PreToolUse", session.Id, ("tool_name", "Bash"), ("tool_use_id", "toolu_x"));

        Assert.Contains("could not check", helpless.Stdout, StringComparison.Ordinal);
        Assert.Equal((0, ""), (able.ExitCode, able.Stdout));
    }

    [Fact]
    public async Task Of_many_calls_at_once_exactly_the_10_allowed_go_through_and_no_one_fails_although_it_is_killed_among_them()
    {
        const int Calls = 64;
        await using var scenario = await GuardScenario.StartAsync(new Script(), """{"limits":{"maxToolCalls":10},"onError":"closed"}""");
        var session = new SessionOnDisk(scenario, 1);
        await scenario.HookAsync("SessionStart", session.Id);
        session.Add(output: 20);
        using var resident = await Resident.StartAsync(scenario);
        using var places = new SemaphoreSlim(HookProgram.Many / 2);
        var answered = 0;

        async Task<ProgramResult> AskAsync(int call)
        {
            await places.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                var answer = await scenario.HookAsync("PreToolUse", session.Id, ("tool_name", "Bash"), ("tool_use_id", string.Create(CultureInfo.InvariantCulture, $"toolu_{call}")));
                if (Interlocked.Increment(ref answered) == Calls / 2)
                {
                    resident.Kill();
                }

                return answer;
            }
            finally
            {
                places.Release();
            }
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(AskAsync));

        Assert.All(answers, answer => Assert.Equal((0, ""), (answer.ExitCode, answer.Stderr)));
        Assert.Equal((10, Calls - 10), (answers.Count(answer => answer.Stdout.Length == 0), answers.Count(IsDenial)));
        Assert.Equal((10, 20, 1), (scenario.State(session.Id).ToolCalls, scenario.State(session.Id).TokensOut, scenario.State(session.Id).Turns));
        (await new BursarProgram(scenario.Home.Home, scenario.Home.BursarHome).RunAsync("ledger", "check")).MustSucceed();
    }

    [Fact]
    public async Task Stopped_it_does_not_keep_a_limit_from_being_held()
    {
        await using var scenario = await GuardScenario.StartAsync(new Script(), OneCall);
        var session = new SessionOnDisk(scenario, 1);
        using var resident = await Resident.StartAsync(scenario);
        await HelplessAsync(scenario, session.Id, session.Add(output: 20));

        await resident.SignalAsync("STOP");
        var answer = await scenario.HookAsync("PreToolUse", session.Id, ("tool_name", "Bash"), ("tool_use_id", session.Add(output: 20)));

        Assert.True(IsDenial(answer), answer.ToString());
    }

    [Fact]
    public async Task Another_program_in_its_place_is_not_asked()
    {
        await using var scenario = await GuardScenario.StartAsync(new Script(), OneCall);
        var session = new SessionOnDisk(scenario, 1);
        await scenario.HookAsync("PreToolUse", session.Id, ("tool_name", "Bash"), ("tool_use_id", session.Add(output: 20)));
        using var impostor = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        impostor.Bind(new UnixDomainSocketEndPoint(Resident.Socket(scenario.Home)));
        impostor.Listen();
        var asked = Task.Run(async () =>
        {
            using var hook = await impostor.AcceptAsync(TestContext.Current.CancellationToken);
            var length = await hook.ReceiveAsync(new byte[1024], TestContext.Current.CancellationToken);
            // An answer that lets the tool run.
            await hook.SendAsync(new byte[16], TestContext.Current.CancellationToken);
            return length;
        }, TestContext.Current.CancellationToken);

        var answer = await scenario.HookAsync("PreToolUse", session.Id, ("tool_name", "Bash"), ("tool_use_id", session.Add(output: 20)));

        Assert.True(IsDenial(answer), answer.ToString());
        Assert.Equal(0, await asked.ContinueWith(task => task.IsCompletedSuccessfully ? task.Result : 0, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default));
    }

    [Fact]
    public async Task Where_the_program_was_replaced_the_old_one_is_not_asked_any_more_and_ends()
    {
        await using var scenario = await GuardScenario.StartAsync(new Script(), OneCall);
        var session = new SessionOnDisk(scenario, 1);
        var folder = Directory.CreateDirectory(Path.Combine(scenario.Home.BursarHome, "bin")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(HookProgram.ForMany)!).Where(file => Path.GetFileName(file) is not "bursar"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var program = Path.Combine(folder, "bursar-hook");
        using var resident = await Resident.StartAsync(scenario, program);
        Assert.Equal("", (await HelplessAsync(scenario, session.Id, session.Add(output: 20), program)).Stdout);

        File.Copy(program, program + ".new");
        File.Move(program + ".new", program, overwrite: true);
        var helpless = await HelplessAsync(scenario, session.Id, session.Add(output: 20), program);

        Assert.Contains("cannot be checked", helpless.Stdout, StringComparison.Ordinal);
        await resident.EndsAsync();
        Assert.False(File.Exists(Resident.Socket(scenario.Home)));
    }

    [Fact]
    public async Task A_second_one_ends_at_once_and_what_a_killed_one_left_is_in_nobodys_way()
    {
        await using var scenario = await GuardScenario.StartAsync(new Script(), OneCall);
        var session = new SessionOnDisk(scenario, 1);
        using (var first = await Resident.StartAsync(scenario))
        {
            using var second = await Resident.StartAsync(scenario);
            await second.EndsAsync();
            Assert.Equal("", (await HelplessAsync(scenario, session.Id, session.Add(output: 20))).Stdout);
        }

        Assert.True(File.Exists(Resident.Socket(scenario.Home)));
        Assert.True(IsDenial(await scenario.HookAsync("PreToolUse", session.Id, ("tool_name", "Bash"), ("tool_use_id", session.Add(output: 20)))));

        var stale = File.GetLastWriteTimeUtc(Resident.Socket(scenario.Home));
        using var third = await Resident.StartAsync(scenario);
        await Resident.Until(() => File.GetLastWriteTimeUtc(Resident.Socket(scenario.Home)) != stale, "It does not take the place of the one that was killed.");
        Assert.True(IsDenial(await HelplessAsync(scenario, session.Id, session.Add(output: 20))));
    }

    [Fact]
    public async Task For_a_process_that_does_not_run_it_does_not_start()
    {
        await using var scenario = await GuardScenario.StartAsync(new Script(), OneCall);

        var none = await ProgramRunner.RunAsync(HookProgram.ForMany, ["resident", "2147483646"], scenario.Client.Environment, "/", TimeSpan.FromSeconds(20), "", TestContext.Current.CancellationToken);
        var wrong = await ProgramRunner.RunAsync(HookProgram.ForMany, ["resident", "me"], scenario.Client.Environment, "/", TimeSpan.FromSeconds(20), "", TestContext.Current.CancellationToken);

        Assert.Equal((0, "", false), (none.ExitCode, none.Stderr, File.Exists(Resident.Socket(scenario.Home))));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("'me' is no process id", wrong.Stderr, StringComparison.Ordinal);
    }

    private static bool IsDenial(ProgramResult answer) => answer.Stdout.Contains("\"permissionDecision\":\"deny\"", StringComparison.Ordinal);

    private static Task<ProgramResult> HelplessAsync(GuardScenario scenario, string session, string call, string? program = null) =>
        HelplessAsync(scenario, [], scenario.Event("PreToolUse", session, ("tool_name", "Bash"), ("tool_use_id", call)).ToJsonString(), program);

    private static Task<ProgramResult> HelplessAsync(GuardScenario scenario, string[] arguments, string stdin, string? program = null)
    {
        // A program that is compiled as it runs writes to memory that the system counts as a file.
        var environment = new Dictionary<string, string>(scenario.Client.Environment, StringComparer.Ordinal) { ["DOTNET_EnableWriteXorExecute"] = "0" };
        return ProgramRunner.RunAsync("/bin/sh", ["-c", Helpless, program ?? HookProgram.ForMany, .. arguments], environment, scenario.Home.Project, TimeSpan.FromSeconds(60), stdin, TestContext.Current.CancellationToken);
    }
}
