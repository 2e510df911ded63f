using System.Text.Json.Nodes;

namespace Bursar.Cli.Tests.Terminals;

/// <summary>Names in a transcript are somebody else's words: none of them may steer the reader's terminal.</summary>
public sealed class HostileTextTests : IDisposable
{
    private const string Session = "eeee\u001b[2J-1";

    private readonly Sandbox _sandbox = new();

    public HostileTextTests()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_sandbox.Claude, "projects", "-tmp-red")).FullName;
        File.WriteAllText(Path.Combine(folder, "eeee.jsonl"), new JsonObject
        {
            ["type"] = "assistant",
            ["uuid"] = "u1",
            ["sessionId"] = Session,
            ["timestamp"] = "2026-11-01T10:00:00.000Z",
            ["cwd"] = "/tmp/\u001b[31mred\u202e\u009b2J",
            ["gitBranch"] = "main\u0007\r",
            ["requestId"] = "req_1",
            ["message"] = new JsonObject
            {
                ["id"] = "msg_1",
                ["role"] = "assistant",
                ["model"] = "claude\u001b]0;mine\u0007-opus",
                ["content"] = new JsonArray(),
                ["stop_reason"] = "end_turn",
                ["usage"] = new JsonObject { ["input_tokens"] = 10, ["output_tokens"] = 20 },
            },
        }.ToJsonString() + "\n");
    }

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("daily")]
    [InlineData("session")]
    [InlineData("report", "--by", "project,branch,model")]
    [InlineData("report", "--by", "project,branch,model", "--csv")]
    [InlineData("report", "--by", "project,branch,model", "--markdown")]
    [InlineData("usage", "--session", Session)]
    [InlineData("tree", "--session", Session)]
    [InlineData("explain", "--session", Session)]
    [InlineData("actions")]
    [InlineData("doctor")]
    [InlineData("usage", "--session", "no\u001b[2Jsuch")]
    public async Task No_control_character_and_no_mark_of_direction_is_printed(params string[] command)
    {
        var result = await _sandbox.RunAsync(command);

        var printed = result.Stdout + result.Stderr;
        Assert.NotEmpty(printed);
        Assert.DoesNotContain(printed, c => (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u202e');
    }

    [Fact]
    public async Task Programs_are_told_the_name_as_it_is() =>
        Assert.Contains("\\u001B[2J", (await _sandbox.RunAsync("session", "--json")).MustSucceed().Stdout, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task A_dashboard_without_a_name_is_refused() =>
        (await _sandbox.RunAsync("dashboard", "--out", "")).MustFailSaying(2, "The dashboard's file has no name.");
}
