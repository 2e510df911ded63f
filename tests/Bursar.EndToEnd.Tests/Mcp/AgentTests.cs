using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Guard;
using Bursar.EndToEnd.Tests.Programs;
using Bursar.EndToEnd.Tests.Scenarios;

namespace Bursar.EndToEnd.Tests.Mcp;

/// <summary>An agent of the real client asks over its MCP connection, and gets what the API billed up to the response that asks.</summary>
public sealed class AgentTests
{
    private static readonly string[] Tools =
    [
        "Bash", "Agent", "ListMcpResourcesTool", "ReadMcpResourceTool",
        .. ((string[])["session_usage", "check_limits", "usage_report", "phase_start", "phase_end", "phase_report", "estimate", "guard"]).Select(name => "mcp__bursar__" + name),
    ];

    [Fact]
    public async Task The_usage_is_that_of_every_response_so_far_subagents_and_the_one_that_asks_included()
    {
        var script = new Script()
            .Conversation("main",
                Reply.StartsAgent("helper").Billing(input: 10, output: 100, cache5m: 900),
                Calls("session_usage").Billing(input: 20, output: 40, cacheRead: 900),
                Reply.Says("Done.").Billing(input: 5, output: 7))
            .Conversation("helper", Reply.Says("Helped.").Billing(input: 33, output: 22, cache1h: 44));
        await using var scenario = await StartAsync(script);

        var run = await AskAsync(scenario, "main");

        var usage = ToolResults.Json(scenario, run.SessionId, "mcp__bursar__session_usage");
        Assert.Equal("hooks", (string?)usage["session_source"]);
        Truth.IsTheBill([.. scenario.Bill.Of(run.SessionId).Where(r => r.Conversation == "helper" || r.Step < 2)], UsageReport.Parse(new ProgramResult("session_usage", 0, usage.ToJsonString(), "")));
    }

    [Fact]
    public async Task The_resource_is_what_bursar_usage_prints()
    {
        var script = new Script().Conversation("main",
            Reply.CallsTool("ListMcpResourcesTool", []),
            Reads("claude://session/usage").Billing(input: 20, output: 40),
            Reply.Says("Done."));
        await using var scenario = await StartAsync(script);

        var run = await AskAsync(scenario, "main");

        var results = ToolResults.Of(scenario, run.SessionId);
        Assert.Contains("claude://session/usage", results[0].Text, StringComparison.Ordinal);
        var contents = JsonNode.Parse(results[1].Text)!["contents"]![0]!;
        Assert.Equal("application/json", (string?)contents["mimeType"]);
        var read = JsonNode.Parse((string)contents["text"]!)!;
        var printed = JsonNode.Parse((await new BursarProgram(scenario.Home.Home, scenario.Home.BursarHome).RunAsync("usage", "--session", run.SessionId, "--json")).MustSucceed().Stdout)!;
        // What was used since is all that differs.
        Assert.Equal(printed.AsObject().Select(member => member.Key), read.AsObject().Select(member => member.Key));
        Assert.Equal(run.SessionId, (string?)read["session_id"]);
    }

    [Fact]
    public async Task Limits_tell_what_is_left()
    {
        var script = new Script().Conversation("main",
            GuardScenario.Runs("one").Billing(input: 10, output: 300),
            Calls("check_limits").Billing(input: 10, output: 100),
            Reply.Says("Done."));
        await using var scenario = await StartAsync(script, """{"limits":{"maxTokensOut":1000},"budgets":[{"name":"day","period":"day","maxSpendUSD":5}]}""");

        var run = await AskAsync(scenario, "main");

        var check = ToolResults.Json(scenario, run.SessionId, "mcp__bursar__check_limits");
        Assert.True((bool)check["within_limits"]!);
        var limits = check["limits"]!.AsArray().ToDictionary(limit => (string)limit!["name"]!, limit => limit!, StringComparer.Ordinal);
        Assert.Equal((400, 1000, 600, false), ((int)limits["maxTokensOut"]["used"]!, (int)limits["maxTokensOut"]["value"]!, (int)limits["maxTokensOut"]["remaining"]!, (bool)limits["maxTokensOut"]["advisory"]!));
        Truth.SameMoney(5 - ListPrice.Of(scenario.Bill.Of(run.SessionId).Take(2)), (decimal)limits["day/maxSpendUSD"]["remaining"]!, "what is left of the day");
    }

    [Fact]
    public async Task Phases_marked_by_the_agent_cost_what_was_billed_between_their_marks()
    {
        var script = new Script()
            .Conversation("main",
                Calls("phase_start", ("name", "requirements"), ("estimate_usd", 0.01)).Billing(input: 10, output: 100),
                Reply.StartsAgent("helper").Billing(input: 20, output: 200),
                Calls("phase_start", ("name", "review")).Billing(input: 30, output: 300),
                GuardScenario.Runs("inside").Billing(input: 40, output: 400),
                Calls("phase_end", ("name", "requirements")).Billing(input: 50, output: 500),
                Calls("phase_report").Billing(input: 60, output: 600),
                Calls("estimate", ("name", "requirements"), ("estimate_usd", 0.02)).Billing(input: 70, output: 700),
                Reply.Says("Done."))
            .Conversation("helper", Reply.Says("Helped.").Billing(input: 33, output: 22));
        await using var scenario = await StartAsync(script);

        var run = await AskAsync(scenario, "main");

        decimal Cost(params int[] steps) => ListPrice.Of(scenario.Bill.Of(run.SessionId).Where(r => r.Conversation == "main" && steps.Contains(r.Step)));
        var helper = ListPrice.Of(scenario.Bill.Named("helper"));
        var report = ToolResults.Json(scenario, run.SessionId, "mcp__bursar__phase_report");
        var phases = report["phases"]!.AsArray();
        Assert.Equal(["requirements", "review", null], phases.Select(phase => (string?)phase!["name"]));
        // A response that makes a mark began before it.
        Truth.SameMoney(Cost(1, 2, 3, 4) + helper, (decimal)phases[0]!["cost_usd"]!, "the whole of requirements");
        Truth.SameMoney(Cost(1, 2) + helper, (decimal)phases[0]!["own_cost_usd"]!, "requirements alone");
        Truth.SameMoney(Cost(3, 4), (decimal)phases[1]!["cost_usd"]!, "review");
        Truth.SameMoney(Cost(0, 5), (decimal)phases[2]!["own_cost_usd"]!, "the rest");
        Truth.SameMoney(Cost(0, 1, 2, 3, 4, 5) + helper, (decimal)report["totals"]!["cost_usd"]!, "the totals");
        Truth.SameMoney(Cost(1, 2, 3, 4) + helper - 0.01m, (decimal)phases[0]!["delta_usd"]!, "the delta");
        var estimate = ToolResults.Json(scenario, run.SessionId, "mcp__bursar__estimate");
        Assert.Equal(1, (int)estimate["usd"]!["count"]!);
        Assert.Null(estimate["usd"]!["interval"]);
        Assert.Equal(0.02m, (decimal)estimate["suggestions"]!["usd"]!["estimate"]!);
    }

    [Fact]
    public async Task A_report_adds_up_and_no_tool_is_told_of_that_could_raise_a_limit()
    {
        var script = new Script().Conversation("main", Calls("usage_report", ("by", "model")).Billing(input: 10, output: 100), Reply.Says("Done."));
        await using var scenario = await StartAsync(script);

        var run = await AskAsync(scenario, "main");

        var report = ToolResults.Json(scenario, run.SessionId, "mcp__bursar__usage_report");
        Truth.SameMoney(ListPrice.Of(scenario.Bill.Of(run.SessionId).Take(1)), (decimal)report["totals"]!["totalCost"]!, "the totals");
        Assert.Equal((decimal)report["totals"]!["totalCost"]!, report["rows"]!.AsArray().Sum(row => (decimal)row!["totalCost"]!));
    }

    internal static Reply Calls(string tool, params (string Name, JsonNode Value)[] arguments) =>
        Reply.CallsTool("mcp__bursar__" + tool, new JsonObject(arguments.Select(argument => KeyValuePair.Create(argument.Name, (JsonNode?)argument.Value.DeepClone()))));

    private static Reply Reads(string uri) => Reply.CallsTool("ReadMcpResourceTool", new() { ["server"] = "bursar", ["uri"] = uri });

    private static Task<GuardScenario> StartAsync(Script script, string? policy = null) => GuardScenario.StartAsync(HookForm.McpTool, script, policy);

    private static async Task<GuardedRun> AskAsync(GuardScenario scenario, string conversation)
    {
        var run = await scenario.AskAsync(conversation, p => p with { AllowedTools = [.. Tools] });
        Assert.Empty(scenario.Api.Faults);
        return run;
    }
}
