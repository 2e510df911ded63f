namespace Bursar.Cli.Tests.Guard;

public sealed class JournalTests : IDisposable
{
    private readonly Sandbox _sandbox = Guarded.Sandbox();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Before_the_guard_did_anything_it_says_how_to_put_it_to_work()
    {
        var result = (await _sandbox.RunAsync("journal")).MustSucceed();

        Assert.Contains("bursar init", result.Stdout, StringComparison.Ordinal);
        Assert.Equal(0, (await _sandbox.RunAsync("journal", "--json")).MustSucceed().Json().GetProperty("entries").GetArrayLength());
        Assert.False(File.Exists(_sandbox.Ledger));
    }

    [Fact]
    public async Task It_tells_what_the_guard_did_newest_first_and_no_prompt()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":4,"maxTokensOut":5000,"warnAt":[0.5]}}""");
        await _sandbox.HookAsync("UserPromptSubmit", _sandbox.Transcript(Guarded.Orchard), json => json["prompt"] = "a secret prompt");
        await _sandbox.HookAsync("PreToolUse", _sandbox.Transcript(Guarded.Orchard), json =>
        {
            json["tool_name"] = "Bash";
            json["tool_use_id"] = "toolu_x";
            json["tool_input"] = new System.Text.Json.Nodes.JsonObject { ["command"] = "echo a secret command" };
        });
        (await _sandbox.HumanAsync("allow", "--session", Guarded.Orchard, "--add-turns", "1")).MustSucceed();

        var entries = (await _sandbox.RunAsync("journal", "--json")).MustSucceed().Json().GetProperty("entries").EnumerateArray().ToList();

        Assert.Equal(["override allow", "denial PreToolUse", "stop UserPromptSubmit", "warning UserPromptSubmit"],
            entries.Select(entry => $"{entry.GetProperty("kind").GetString()} {entry.GetProperty("event").GetString()}").OrderBy(word => word is "warning UserPromptSubmit").ToList());
        Assert.All(entries, entry => Assert.Equal(Guarded.Orchard, entry.GetProperty("session_id").GetString()));
        Assert.Equal(entries.Select(entry => entry.GetProperty("at").GetDateTimeOffset()).OrderDescending(), entries.Select(entry => entry.GetProperty("at").GetDateTimeOffset()));
        Assert.DoesNotContain("secret", (await _sandbox.RunAsync("journal")).MustSucceed().Stdout, StringComparison.Ordinal);

        Assert.Equal(2, (await _sandbox.RunAsync("journal", "-n", "2", "--json")).Json().GetProperty("entries").GetArrayLength());
        Assert.Equal(4, (await _sandbox.RunAsync("journal", "--session", "a1f0", "--json")).Json().GetProperty("entries").GetArrayLength());
        Assert.Equal(0, (await _sandbox.RunAsync("journal", "--since", "2999-01-01", "--json")).Json().GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task A_failure_that_waits_for_the_ledger_is_told_already()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":400}}""");
        _sandbox.Write("config.json", "{");
        await _sandbox.HookAsync("UserPromptSubmit", _sandbox.Transcript(Guarded.Orchard), json => json["prompt"] = "go on");

        Assert.Contains("UserPromptSubmit", (await _sandbox.RunAsync("journal")).MustSucceed().Stdout, StringComparison.Ordinal);
        var entry = Assert.Single((await _sandbox.RunAsync("journal", "--json")).MustSucceed().Json().GetProperty("entries").EnumerateArray());
        Assert.Equal(("error", Guarded.Orchard, "UserPromptSubmit"), (entry.GetProperty("kind").GetString(), entry.GetProperty("session_id").GetString(), entry.GetProperty("event").GetString()));
        Assert.Contains("not readable as configuration", entry.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-n 0", "expected 1 or more")]
    [InlineData("-n -3", "expected 1 or more")]
    [InlineData("-n many", "many")]
    [InlineData("--since tomorrow", "'tomorrow' is not a day; expected YYYY-MM-DD, YYYYMMDD, today, yesterday or 7d")]
    [InlineData("--since 0d", "'0d' is not a day")]
    [InlineData("--session nobody", "no session nobody")]
    public async Task What_it_does_not_understand_is_told(string arguments, string words)
    {
        (await _sandbox.RunAsync("ingest")).MustSucceed();

        (await _sandbox.RunAsync(["journal", .. arguments.Split(' ')])).MustFailSaying(2, words);
    }
}
