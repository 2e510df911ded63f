using Bursar.Ledger;
using Bursar.Ledger.Reports;

namespace Bursar.Tests.Reports;

/// <summary>Filters find what a person means, and nothing is hidden in a row that is not shown.</summary>
public sealed class FilterTests : IDisposable
{
    private readonly Machine _machine = new();

    public FilterTests()
    {
        _machine.Session("aaa-1", Line.Assistant("msg_1").Output(1).Set("cwd", "/home/user/project"), Line.Assistant("msg_2").Output(2).Model("claude-sonnet-5"));
        _machine.Session("aaa-2", Line.Assistant("msg_3").Output(4).Model("claude-sonnet-5-5").Set("gitBranch", "main").Set("attributionSkill", "review").Set("attributionMcpServer", "purse").Set("attributionPlugin", "tools"));
        _machine.Write("projects/-home-user-project-two/bbb-1.jsonl", "bbb-1", Line.Assistant("msg_4").Output(8).Set("cwd", "/home/user/project-two/src"));
    }

    public void Dispose() => _machine.Dispose();

    private long Output(ReportFilter filter) => _machine.Report(filter, Machine.Utc, Dimension.Model).Totals.Output;

    [Theory]
    [InlineData("/home/user/project", 7)]
    [InlineData("/home/user/project/", 7)]
    [InlineData("project", 7)]
    [InlineData("-home-user-project", 7)]
    [InlineData("project-two", 8)]
    [InlineData("user", 15)]
    [InlineData("nowhere", 0)]
    public void A_project_by_path_name_or_part(string project, long output) => Assert.Equal(output, Output(new ReportFilter(Project: project)));

    [Theory]
    [InlineData("claude-sonnet-5", 2)]
    [InlineData("sonnet", 6)]
    [InlineData("OPUS", 9)]
    [InlineData("gpt", 0)]
    public void A_model_whole_before_a_part(string model, long output) => Assert.Equal(output, Output(new ReportFilter(Model: model)));

    [Theory]
    [InlineData("aaa-1", 3)]
    [InlineData("aaa", 7)]
    public void A_session_whole_before_a_part(string session, long output) => Assert.Equal(output, Output(new ReportFilter(Session: session)));

    [Theory]
    [InlineData(Dimension.Skill, "-=3 review=1")]
    [InlineData(Dimension.Plugin, "-=3 tools=1")]
    [InlineData(Dimension.Mcp, "-=3 purse=1")]
    [InlineData(Dimension.Branch, "-=3 main=1")]
    [InlineData(Dimension.Project, "/home/user/project=3 /home/user/project-two=1")]
    public void What_has_no_value_stands_in_a_row_of_its_own(Dimension dimension, string expected) => Assert.Equal(expected, _machine.Messages(dimension));

    [Fact]
    public void A_session_by_the_beginning_of_its_id()
    {
        _machine.Ingest();
        using var ledger = LedgerStore.Open(_machine.LedgerPath);

        Assert.Equal("bbb-1", SessionUsages.ResolveKnown(ledger, "b"));
        Assert.Contains("no session zzz", Assert.Throws<UserError>(() => SessionUsages.ResolveKnown(ledger, "zzz")).Message, StringComparison.Ordinal);
        Assert.Contains("aaa-1", Assert.Throws<UserError>(() => SessionUsages.ResolveKnown(ledger, "aaa")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_sessions_usage_with_its_agents()
    {
        _machine.Subagent("aaa-1", "a1", Line.Assistant("msg_5").Output(16).Sidechain("a1").Set("attributionAgent", "scout"), Line.Assistant("msg_6").Output(32).Sidechain("a1").Set("attributionAgent", "scout"));
        _machine.Subagent("aaa-1", "a2", Line.Assistant("msg_7").Output(64).Sidechain("a2").Set("attributionAgent", "scout"));
        _machine.Ingest();
        using var ledger = LedgerStore.Open(_machine.LedgerPath);

        var usage = SessionUsages.Find(ledger, "aaa-1")!;

        Assert.Equal((115, 5, 2, "/home/user/project"), (usage.Sums.Output, usage.Sums.Messages, usage.Sums.Turns, usage.Project));
        Assert.Equal((2, 112), (usage.Agents.Single(agent => agent.Agent == "scout").Count, usage.Agents.Single(agent => agent.Agent == "scout").Sums.Output));
        Assert.Null(SessionUsages.Find(ledger, "nobody"));
    }
}
