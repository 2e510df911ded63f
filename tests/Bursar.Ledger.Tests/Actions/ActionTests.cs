using System.Text.Json.Nodes;
using Bursar.Attribution;
using Bursar.Ledger;
using Bursar.Ledger.Actions;
using Bursar.Ledger.Reports;
using Bursar.Ledger.Sqlite;
using Bursar.Pricing;

namespace Bursar.Tests.Actions;

/// <summary>A session whose skill starts a subagent that starts another, as the client stamps it and as it was.</summary>
public sealed class ActionTests
{
    [Fact]
    public void What_a_skill_sets_going_is_its_own_only_as_stamped()
    {
        using var machine = Nested();

        Assert.Equal("manual=1 skill:tally=4", Actions(machine, ActionView.Stamped));
        Assert.Equal("agent:digger=1 agent:scout=1 manual=1 skill:tally=1 skill:weigh=1", Actions(machine, ActionView.Own));
    }

    [Fact]
    public void Without_stamps_the_call_is_the_evidence()
    {
        using var machine = new Machine();
        machine.Session("s", Line.User("2026-11-01T10:00:00Z"), Calls("msg_1", "Skill", "t1", "tally"), Line.Assistant("msg_2").Output(5));

        Assert.Equal("manual=1 skill:tally=1", Actions(machine, ActionView.Stamped));
        Assert.Equal("-=1 tally=1", machine.Messages(Dimension.Skill));
    }

    [Fact]
    public void The_tree_hangs_subagents_where_they_were_called()
    {
        using var machine = Nested();
        machine.Ingest();
        using var ledger = LedgerStore.Open(machine.LedgerPath);

        var tree = ActionTree.Find(ledger, "s")!;

        Assert.Equal("-[tally[scout[weigh[digger]]]]", Draw(tree.Root));
        Assert.Equal((1L, 5L), (tree.Root.Own.Messages, tree.Root.Whole.Messages));
        Assert.Equal(machine.Totals.Cost, tree.Root.Whole.Cost);
    }

    [Fact]
    public void A_subagent_whose_call_is_unknown_hangs_on_the_session()
    {
        using var machine = Nested();
        File.Delete(machine[$"{Machine.Project}s/subagents/agent-a1.meta.json"]);
        machine.Ingest();
        using var ledger = LedgerStore.Open(machine.LedgerPath);

        Assert.Equal("-[scout[weigh[digger]] tally]", Draw(ActionTree.Find(ledger, "s")!.Root, sorted: true));
    }

    [Fact]
    public void Subagents_that_claim_to_have_started_each_other_are_all_in_the_tree()
    {
        using var machine = new Machine();
        machine.Session("s", Line.User("2026-11-01T10:00:00Z"), Line.Assistant("msg_0").Output(1));
        Subagent(machine, "a1", "scout", "t2", Calls("msg_1", "Agent", "t1"));
        Subagent(machine, "a2", "digger", "t1", Calls("msg_2", "Agent", "t2"));
        machine.Ingest();
        using var ledger = LedgerStore.Open(machine.LedgerPath);

        Assert.Equal(3, ActionTree.Find(ledger, "s")!.Root.Whole.Messages);
    }

    [Fact]
    public void A_response_to_several_tools_is_divided_to_the_last_digit()
    {
        using var machine = new Machine();
        machine.Session("s",
            Line.User("2026-11-01T10:00:00Z"), Calls("msg_1", "Read", "t1"), Calls("msg_1", "Bash", "t2"), Calls("msg_1", "Read", "t3"),
            Line.Assistant("msg_2").Output(10).CacheWrite(1001, 0));

        var rows = machine.Report(Dimension.Tool).Rows.ToDictionary(row => row.Values[0] ?? "-", row => row.Sums);

        Assert.Equal(["-", "Bash", "Read"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((333L, 668L), (rows["Bash"].CacheWrite, rows["Read"].CacheWrite));
        Assert.Equal(machine.Totals.Cost, rows.Values.Aggregate(default(Int128), (sum, row) => sum + row.Cost));
    }

    [Fact]
    public void The_views_of_the_ledger_add_up_to_the_reports()
    {
        using var machine = Nested();
        var totals = machine.Totals;
        using var database = Database.OpenReadOnly(machine.LedgerPath, TimeSpan.FromSeconds(5));

        Assert.Equal((long)totals.Cost, database.Scalar("SELECT sum(cost_picodollars) FROM actions"));
        Assert.Equal((long)totals.Cost, database.Scalar("SELECT sum(cost_picodollars) FROM usage"));
        Assert.Equal((long)totals.Cost, database.Scalar("SELECT sum(cost_picodollars) FROM sessions"));
        Assert.Equal("tally,4", database.Text("SELECT action_name || ',' || count(*) FROM actions WHERE action_type = 'skill' GROUP BY action_name"));
        Assert.Equal("scout,1", database.Text("SELECT own_action_name || ',' || count(*) FROM actions WHERE own_action_type = 'agent' GROUP BY own_action_name ORDER BY own_action_name DESC"));
        Assert.Equal("2026-11-01T10:00:00.000Z", database.Text("SELECT min(timestamp) FROM usage"));
        Assert.Equal((double)Money.ToDollars(totals.Cost), double.Parse(database.Text("SELECT estimated_cost FROM sessions")!, System.Globalization.CultureInfo.InvariantCulture), 9);
    }

    private static string Actions(Machine machine, ActionView view) => string.Join(' ', machine.Report(new ReportFilter { View = view }, Machine.Utc, Dimension.Action).Rows
        .OrderBy(row => row.Values[0], StringComparer.Ordinal).Select(row => $"{row.Values[0]}={row.Sums.Messages}"));

    private static string Draw(ActionNode node, bool sorted = false)
    {
        var children = node.Children.Select(child => Draw(child, sorted));
        return (node.Name ?? "-") + (node.Children.Count == 0 ? "" : $"[{string.Join(' ', sorted ? children.Order(StringComparer.Ordinal) : children)}]");
    }

    private static Machine Nested()
    {
        var machine = new Machine();
        machine.Session("s", Line.User("2026-11-01T10:00:00Z"), Calls("msg_1", "Skill", "t1", "tally").Output(10), Calls("msg_2", "Agent", "t2").Output(20).Set("attributionSkill", "tally"));
        Subagent(machine, "a1", "scout", "t2", Calls("msg_3", "Skill", "t3", "weigh").Output(30).Set("attributionSkill", "tally"), Calls("msg_4", "Agent", "t4").Output(40).Set("attributionSkill", "tally"));
        Subagent(machine, "a2", "digger", "t4", Line.Assistant("msg_5").Output(50).Set("attributionSkill", "tally"));
        return machine;
    }

    private static void Subagent(Machine machine, string id, string type, string call, params Line[] lines)
    {
        machine.Subagent("s", id, [Line.User("2026-11-01T10:00:00Z").Sidechain(id), .. lines.Select(line => line.Sidechain(id).Set("attributionAgent", type))]);
        machine.Write($"{Machine.Project}s/subagents/agent-{id}.meta.json", new JsonObject { ["agentType"] = type, ["toolUseId"] = call }.ToJsonString());
    }

    private static Line Calls(string id, string tool, string call, string? skill = null) => Line.Assistant(id).Content(
        new JsonObject { ["type"] = "tool_use", ["id"] = call, ["name"] = tool, ["input"] = skill is null ? [] : new JsonObject { ["skill"] = skill } });
}
