using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>What a file's place tells.</summary>
public sealed class PlaceTests
{
    private const string Projects = "/root/projects";

    [Theory]
    [InlineData("p/s1.jsonl", "s1", null)]
    [InlineData("p/s1/subagents/agent-a0e1.jsonl", "s1", "a0e1")]
    [InlineData("p/s1/subagents/workflows/wf_1/agent-b2.jsonl", "s1", "b2")]
    [InlineData("p/s1/subagents/agent-acompact-c3.jsonl", "s1", "acompact-c3")]
    public void Session_and_subagent(string path, string session, string? agent)
    {
        var file = TranscriptFile.FromPath(Projects, Path.Combine(Projects, path))!;

        Assert.Equal(("p", session, agent), (file.ProjectFolder, file.SessionId, file.AgentId));
    }

    [Theory]
    [InlineData("p/s1/subagents/workflows/wf_1/journal.jsonl")]
    [InlineData("p/s1/journal.jsonl")]
    [InlineData("stray.jsonl")]
    [InlineData("p/s1.json")]
    public void Files_that_hold_no_usage(string path) => Assert.Null(TranscriptFile.FromPath(Projects, Path.Combine(Projects, path)));

    [Theory]
    [InlineData("-home-user-my-app", "/home/user/my.app", "/home/user/my.app")]
    [InlineData("-home-user-my-app", "/home/user/my.app/src/deep", "/home/user/my.app")]
    [InlineData("-home-user-my-app", "/home/user/my-app", "/home/user/my-app")]
    [InlineData("-home-user-my-app", "/elsewhere", "/elsewhere")]
    [InlineData("-home-user-my-app", null, "-home-user-my-app")]
    [InlineData("C--work-app", "C:\\work\\app\\src", "C:\\work\\app")]
    public void The_project_is_the_folder_the_client_was_started_in(string folder, string? cwd, string project) => Assert.Equal(project, ProjectFolder.Resolve(folder, cwd));

    [Fact]
    public void Roots_come_from_CLAUDE_CONFIG_DIR_or_from_both_usual_places()
    {
        Assert.Equal(["/h/.claude", "/h/.config/claude"], TranscriptRoots.Find(_ => null, "/h"));
        Assert.Equal(["/x", "/h/y"], TranscriptRoots.Find(name => name == "CLAUDE_CONFIG_DIR" ? " /x, ~/y ,,/x" : null, "/h"));
        Assert.Empty(TranscriptRoots.Find(_ => null, null));
    }

    [Fact]
    public void A_compaction_file_and_a_subagent_without_a_type_have_names_too()
    {
        var line = System.Text.Encoding.UTF8.GetBytes(Line.Assistant().Sidechain() + "\n");

        Assert.Equal(SubagentTypes.Compaction, Reading.Of(line, place: "s1/subagents/agent-acompact-c3.jsonl").Only.Agent);
        Assert.Equal(SubagentTypes.Unknown, Reading.Of(line, place: "s1/subagents/agent-b2.jsonl").Only.Agent);
        Assert.Null(Reading.Of(Line.Assistant()).Only.Agent);
    }
}
