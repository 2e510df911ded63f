using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.Ledger.Guarding;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>A budget of a skill or an agent stops what runs under it, and nothing else.</summary>
public abstract class ScopedBudgetTests(HookForm form)
{
    private const string SkillBudget = """{"budgets":[{"name":"tallying","period":"session","scope":{"skill":"tally"},"maxTokensOut":500}]}""";
    private const string AgentBudget = """{"budgets":[{"name":"scouting","period":"session","scope":{"agent":"scout"},"maxTokensOut":500}]}""";

    private static Reply CallsSkill => Reply.CallsTool("Skill", new() { ["skill"] = "tally" });

    [Fact]
    public async Task A_skill_over_its_budget_is_stopped_and_the_next_prompt_works_without_it()
    {
        var script = new Script()
            .Conversation("first",
                GuardScenario.Runs("before").Billing(input: 10, output: 900),
                CallsSkill.Billing(input: 10, output: 20),
                GuardScenario.Runs("in-skill").Billing(input: 10, output: 400),
                GuardScenario.Runs("too-much").Billing(input: 10, output: 100),
                Reply.Says("Tallied."))
            .Conversation("second",
                GuardScenario.Runs("after").Billing(input: 10, output: 900),
                CallsSkill.Billing(input: 10, output: 20),
                GuardScenario.Runs("instead").Billing(input: 10, output: 900),
                Reply.Says("Done without."));
        await using var scenario = await GuardScenario.StartAsync(form, script, SkillBudget);
        scenario.Home.WriteProjectFile(".claude/skills/tally/SKILL.md", "---\nname: tally\ndescription: Tallies things\n---\nTally what you find.\n");

        var first = await scenario.AskAsync("first");
        var second = await scenario.AskAsync("second", p => p with { Resume = first.SessionId });

        Assert.Equal(("hook_stopped", "Done without."), (first.Ending, second.Text));
        scenario.Happened(
            called: ["first#0", "first#1", "first#2", "first#3", "second#0", "second#1", "second#2", "second#3"],
            ran: ["before", "in-skill", "after", "instead"]);
        scenario.HoldsTheBill(first.SessionId, toolCalls: 5);
        Assert.Equal(500, (int?)scenario.State(first.SessionId).Limit("tallying/maxTokensOut")["used"]);
        scenario.TellsOfTheStop(first.SessionId, "tallying/maxTokensOut", denials: 2);
        Assert.Contains("so it cannot be started", scenario.Journal(JournalKind.Denial)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_over_its_budget_is_stopped_and_not_started_again_while_its_parent_goes_on()
    {
        var script = new Script()
            .Conversation("main",
                Reply.StartsAgent("scout", type: "scout").Billing(input: 10, output: 900),
                GuardScenario.Runs("main").Billing(input: 10, output: 900),
                Reply.StartsAgent("again", type: "scout").Billing(input: 10, output: 900),
                Reply.StartsAgent("other").Billing(input: 10, output: 900),
                Reply.Says("Done.").Billing(input: 10, output: 900))
            .Conversation("scout",
                GuardScenario.Runs("scout-one").Billing(input: 10, output: 300),
                GuardScenario.Runs("scout-two").Billing(input: 10, output: 300),
                Reply.Says("Found."))
            .Conversation("again", Reply.Says("Never."))
            .Conversation("other", GuardScenario.Runs("other").Billing(input: 10, output: 900), Reply.Says("Other.").Billing(input: 10, output: 20));
        await using var scenario = await GuardScenario.StartAsync(form, script, AgentBudget);
        scenario.Home.WriteProjectFile(".claude/agents/scout.md", "---\nname: scout\ndescription: Scouts\n---\nDo as asked.\n");

        var run = await scenario.AskAsync("main");

        Assert.Equal("Done.", run.Text);
        scenario.Happened(
            called: ["main#0", "scout#0", "scout#1", "main#1", "main#2", "main#3", "other#0", "other#1", "main#4"],
            ran: ["scout-one", "main", "other"]);
        scenario.HoldsTheBill(run.SessionId, toolCalls: 5);
        Assert.Equal(600, (int?)scenario.State(run.SessionId).Limit("scouting/maxTokensOut")["used"]);
        scenario.TellsOfTheStop(run.SessionId, "scouting/maxTokensOut", denials: 2);
    }
}

public sealed class ScopedBudgetByCommandTests() : ScopedBudgetTests(HookForm.Command);

public sealed class ScopedBudgetByMcpToolTests() : ScopedBudgetTests(HookForm.McpTool);
