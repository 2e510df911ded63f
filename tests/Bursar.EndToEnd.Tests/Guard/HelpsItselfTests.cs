using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;
using Bursar.Ledger.Guarding;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>An agent that tries to loosen its own limits, through the real client's tools.</summary>
public abstract class HelpsItselfTests(HookForm form)
{
    private const string Policy = """{"limits":{"maxTokensOut":100000}}""";

    [Fact]
    public async Task It_cannot_write_a_configuration_that_makes_spend_limits_advice()
    {
        // A new file: what exists and was not read before, the client itself would not write.
        await using var scenario = await TryAsync(s => Reply.CallsTool("Write", new JsonObject { ["file_path"] = Configuration(s), ["content"] = """{"authMode":"subscription"}""" }));

        Assert.False(File.Exists(Configuration(scenario)));
    }

    [Theory]
    [InlineData("echo '{}' > $BURSAR_HOME/policy.json")]
    [InlineData("cd \"$BURSAR_HOME\" && rm -f policy.json")]
    [InlineData("P=$BURSAR_HOME; sed -i s/100000/900000/ $P/policy.json")]
    public async Task It_cannot_change_the_policy_by_a_command(string command)
    {
        await using var scenario = await TryAsync(_ => Reply.RunsBash(command));

        Assert.Equal(Policy, await File.ReadAllTextAsync(scenario.PolicyFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_cannot_delete_the_ledger()
    {
        await using var scenario = await TryAsync(s => Reply.RunsBash($"rm -f {s.LedgerFile} {s.LedgerFile}-wal"));

        Assert.True(File.Exists(scenario.LedgerFile));
    }

    [Fact]
    public async Task It_cannot_allow_itself_more_whichever_way_it_calls_the_command()
    {
        await using var scenario = await TryAsync(_ => Reply.RunsBash($"env -u CLAUDECODE {BursarProgram.Executable} allow --budget x --add-usd 5"));

        Assert.Empty(scenario.Journal(JournalKind.Override));
    }

    [Fact]
    public async Task A_script_that_hides_the_command_from_the_guard_is_refused_by_the_command_itself()
    {
        var script = new Script().Conversation("main",
            Reply.RunsBash("sh ./innocent.sh > answer.txt 2>&1; true").Billing(input: 10, output: 20),
            Reply.Says("Done.").Billing(input: 10, output: 20));
        await using var scenario = await GuardScenario.StartAsync(form, script, Policy);
        scenario.Home.WriteProjectFile("innocent.sh", $"env -u CLAUDECODE -u CLAUDE_CODE_SESSION_ID -u CLAUDE_CODE_ENTRYPOINT {BursarProgram.Executable} allow --budget x --add-usd 5\n");

        await scenario.AskAsync("main");

        var answer = await File.ReadAllTextAsync(Path.Combine(scenario.Home.Project, "answer.txt"), TestContext.Current.CancellationToken);
        Assert.Contains("bursar allow is refused inside a Claude Code session (started by claude", answer, StringComparison.Ordinal);
        Assert.Empty(scenario.Journal(JournalKind.Override));
    }

    [Fact]
    public async Task It_may_read_the_policy()
    {
        var script = new Script().Conversation("main",
            Reply.RunsBash("cat $BURSAR_HOME/policy.json > copy.json").Billing(input: 10, output: 20),
            Reply.Says("Done.").Billing(input: 10, output: 20));
        await using var scenario = await GuardScenario.StartAsync(form, script, Policy);

        await scenario.AskAsync("main");

        Assert.Equal(Policy, await File.ReadAllTextAsync(Path.Combine(scenario.Home.Project, "copy.json"), TestContext.Current.CancellationToken));
        Assert.Empty(scenario.Journal(JournalKind.Denial));
    }

    private static string Configuration(GuardScenario scenario) => Path.Combine(scenario.Home.BursarHome, "config.json");

    /// <summary>Runs one attempt, which must be denied; the work goes on after it.</summary>
    private async Task<GuardScenario> TryAsync(Func<GuardScenario, Reply> attempt)
    {
        GuardScenario? scenario = null;
        var script = new Script().Conversation("main", step => step switch
        {
            0 => attempt(scenario!).Billing(input: 10, output: 20),
            1 => GuardScenario.Runs("work").Billing(input: 10, output: 20),
            _ => Reply.Says("Done.").Billing(input: 10, output: 20),
        });
        scenario = await GuardScenario.StartAsync(form, script, Policy);

        var run = await scenario.AskAsync("main", p => p with { AllowedTools = ["Bash", "Write", "Edit"] });

        scenario.Happened(called: ["main#0", "main#1", "main#2"], ran: ["work"]);
        var denial = Assert.Single(scenario.Journal(JournalKind.Denial, run.SessionId));
        Assert.StartsWith("PreToolUse: Bursar", denial, StringComparison.Ordinal);
        scenario.HoldsTheBill(run.SessionId, toolCalls: 1);
        return scenario;
    }
}

public sealed class HelpsItselfByCommandTests() : HelpsItselfTests(HookForm.Command);

public sealed class HelpsItselfByMcpToolTests() : HelpsItselfTests(HookForm.McpTool);
