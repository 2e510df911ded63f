namespace Bursar.Cli.Tests.Guard;

public sealed class AllowTests : IDisposable
{
    private readonly Sandbox _sandbox = Guarded.Sandbox();

    public void Dispose() => _sandbox.Dispose();

    private async Task<ProgramResult> PromptAsync() => await _sandbox.HookAsync("UserPromptSubmit", _sandbox.Transcript(Guarded.Orchard), json => json["prompt"] = "go on");

    [Fact]
    public async Task A_session_that_was_stopped_goes_on_with_what_a_human_allows()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":4}}""");
        var stopped = (await PromptAsync()).Json();
        Assert.Equal("block", stopped.GetProperty("decision").GetString());
        Assert.Contains($"bursar allow --session {Guarded.Orchard} --add-turns 10", stopped.GetProperty("reason").GetString(), StringComparison.Ordinal);

        var allowed = (await _sandbox.HumanAsync("allow", "--session", Guarded.Orchard[..8], "--add-turns", "10", "--for", "2h")).MustSucceed();
        Assert.StartsWith("A human allowed this session 10 turns more, until ", allowed.Stdout, StringComparison.Ordinal);

        Assert.Empty((await PromptAsync()).Stdout);
        var limit = _sandbox.State(Guarded.Orchard).GetProperty("limits")[0];
        Assert.Equal((14, 10, 10), (limit.GetProperty("value").GetInt32(), limit.GetProperty("allowed").GetInt32(), limit.GetProperty("remaining").GetInt32()));
        (await _sandbox.RunAsync("verify", "--session", Guarded.Orchard)).MustSucceed();
    }

    [Fact]
    public async Task What_the_denial_advises_is_enough_however_far_the_limit_is_passed()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTokensOut":1,"maxTokensIn":1}}""");
        var command = System.Text.RegularExpressions.Regex.Match((await PromptAsync()).Json().GetProperty("reason").GetString()!, "bursar (allow .*)$").Groups[1].Value;

        (await _sandbox.HumanAsync(command.Split(' '))).MustSucceed();

        Assert.Empty((await PromptAsync()).Stdout);
    }

    [Fact]
    public async Task An_allowance_that_is_not_enough_says_what_would_be()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":2},"budgets":[{"name":"all time","period":"total","maxTokensOut":1000}]}""");
        await PromptAsync();

        var little = (await _sandbox.HumanAsync("allow", "--session", Guarded.Orchard, "--add-turns", "1")).MustSucceed().Stderr;
        Assert.Contains("warning: maxTurns is still reached: ", little, StringComparison.Ordinal);
        Assert.Contains($"To go on: bursar allow --session {Guarded.Orchard} --add-turns 10", little, StringComparison.Ordinal);
        Assert.Contains("warning: all time/maxTokensOut is still reached: ", little, StringComparison.Ordinal);

        var budget = (await _sandbox.HumanAsync("allow", "--budget", "all time", "--add-tokens", "1")).MustSucceed().Stderr;
        Assert.Contains("To go on: bursar allow --budget 'all time' --add-tokens 100000", budget, StringComparison.Ordinal);
        Assert.DoesNotContain("maxTurns", budget, StringComparison.Ordinal);

        (await _sandbox.HumanAsync("allow", "--session", Guarded.Orchard, "--add-turns", "10")).MustSucceed();
        Assert.Empty((await _sandbox.HumanAsync("allow", "--budget", "all time", "--add-tokens", "1000000")).MustSucceed().Stderr);
        Assert.Empty((await PromptAsync()).Stdout);
    }

    [Fact]
    public async Task A_budget_is_raised_by_its_name_for_every_session()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":100},"budgets":[{"name":"all time","period":"total","maxTokensIn":1000,"maxTokensOut":1000}]}""");
        Assert.Contains("bursar allow --budget 'all time' --add-tokens", (await PromptAsync()).Json().GetProperty("reason").GetString(), StringComparison.Ordinal);

        (await _sandbox.HumanAsync("allow", "--budget", "all time", "--add-tokens", "1000000")).MustSucceed();

        Assert.Empty((await PromptAsync()).Stdout);
    }

    [Fact]
    public async Task A_denial_under_several_limits_advises_what_lifts_all_of_them()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":2,"maxTokensOut":1,"maxTokensIn":1},"budgets":[{"name":"all time","period":"total","maxTokensOut":10}]}""");
        var advice = System.Text.RegularExpressions.Regex.Match((await PromptAsync()).Json().GetProperty("reason").GetString()!, "(bursar allow .*)$").Groups[1].Value;

        Assert.Equal($"bursar allow --session {Guarded.Orchard} --add-turns 10 --add-tokens 100000 && bursar allow --budget 'all time' --add-tokens 100000", advice);
        foreach (var command in advice.Replace("'all time'", "all_time", StringComparison.Ordinal).Split(" && "))
        {
            (await _sandbox.HumanAsync([.. command.Split(' ').Skip(1).Select(word => word.Replace('_', ' '))])).MustSucceed();
        }

        Assert.Empty((await PromptAsync()).Stdout);
    }

    [Fact]
    public async Task What_raises_no_limit_of_the_session_is_pointed_out()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":100}}""");
        (await _sandbox.RunAsync("ingest")).MustSucceed();

        Assert.Contains("warning: no limit of this session is raised by that: it has maxTurns.", (await _sandbox.HumanAsync("allow", "--session", Guarded.Orchard, "--add-usd", "5")).MustSucceed().Stderr, StringComparison.Ordinal);
        Assert.Empty((await _sandbox.HumanAsync("allow", "--session", Guarded.Orchard, "--add-turns", "5")).MustSucceed().Stderr);
    }

    [Fact]
    public async Task A_budget_that_no_policy_knows_is_pointed_out()
    {
        _sandbox.Write("policy.json", """{"budgets":[{"name":"daily","period":"day","maxSpendUSD":1}]}""");

        Assert.Contains("warning: no policy that applies in this folder has a budget 'dayly'", (await _sandbox.HumanAsync("allow", "--budget", "dayly", "--add-usd", "1")).MustSucceed().Stderr, StringComparison.Ordinal);
        Assert.Empty((await _sandbox.HumanAsync("allow", "--budget", "daily", "--add-usd", "1")).MustSucceed().Stderr);
        Assert.Contains("warning: that raises no limit of the budget 'daily' here: it has maxSpendUSD.", (await _sandbox.HumanAsync("allow", "--budget", "daily", "--add-turns", "1")).MustSucceed().Stderr, StringComparison.Ordinal);
        (await _sandbox.HumanAsync("allow", "--budget", "", "--add-usd", "1")).MustFailSaying(2, "either --session ID or --budget NAME");
    }

    [Fact]
    public async Task What_is_allowed_is_listed_and_can_be_taken_back()
    {
        _sandbox.Write("policy.json", """{"limits":{"maxTurns":4},"budgets":[{"name":"daily","period":"day","maxSpendUSD":100}]}""");
        Assert.NotEmpty((await PromptAsync()).Stdout);
        Assert.Contains("Nothing is allowed on top of any limit now.", (await _sandbox.RunAsync("allow", "list")).MustSucceed().Stdout, StringComparison.Ordinal);
        (await _sandbox.HumanAsync("allow", "--session", Guarded.Orchard, "--add-turns", "10")).MustSucceed();
        (await _sandbox.HumanAsync("allow", "--budget", "daily", "--add-usd", "2.50", "--for", "2d")).MustSucceed();
        Assert.Empty((await PromptAsync()).Stdout);

        _sandbox.Environment["CLAUDECODE"] = "1";
        var listed = (await _sandbox.RunAsync("allow", "list")).MustSucceed().Stdout;
        (await _sandbox.HumanAsync("allow", "revoke", "--budget", "daily")).MustFailSaying(2, "inside a Claude Code session");
        _sandbox.Environment.Remove("CLAUDECODE");
        Assert.Matches($@"│ session {Guarded.Orchard} +│ maxTurns +│ +10 turns │", listed);
        Assert.Matches(@"│ budget daily +│ maxSpendUSD +│ +\$2\.50 │", listed);
        var first = (await _sandbox.RunAsync("allow", "list", "--json")).MustSucceed().Json().GetProperty("allowances")[0];
        Assert.Equal((Guarded.Orchard, "maxTurns", 10), (first.GetProperty("session_id").GetString(), first.GetProperty("kind").GetString(), first.GetProperty("amount").GetInt32()));

        Assert.Contains("A human took back what this session was allowed on top: 10 turns.", (await _sandbox.HumanAsync("allow", "revoke", "--session", Guarded.Orchard[..8])).MustSucceed().Stdout, StringComparison.Ordinal);
        Assert.NotEmpty((await PromptAsync()).Stdout);
        (await _sandbox.HumanAsync("allow", "revoke", "--session", Guarded.Orchard[..8])).MustFailSaying(2, "Nothing is allowed to the session", "bursar allow list");
        Assert.Equal("daily", Assert.Single((await _sandbox.RunAsync("allow", "list", "--json")).Json().GetProperty("allowances").EnumerateArray()).GetProperty("budget").GetString());
        (await _sandbox.HumanAsync("allow", "revoke")).MustFailSaying(2, "either --session ID or --budget NAME: what to take back");
        Assert.Contains("allow revoke", (await _sandbox.RunAsync("journal")).MustSucceed().Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--add-usd 5", "either --session ID or --budget NAME")]
    [InlineData("--session a1f0 --budget x --add-usd 5", "either --session ID or --budget NAME")]
    [InlineData("--session a1f0", "Expected what to add")]
    [InlineData("--session nobody --add-usd 5", "no session nobody")]
    [InlineData("--session a1f0 --add-usd 0", "0 is no amount to allow")]
    [InlineData("--session a1f0 --add-usd=-3", "'-3' is no amount; expected dollars such as 1.50")]
    [InlineData("--session a1f0 --add-usd 0,50", "'0,50' is no amount; expected dollars such as 1.50")]
    [InlineData("--session a1f0 --add-usd 1,500", "'1,500' is no amount")]
    [InlineData("--session a1f0 --add-usd 1e3", "'1e3' is no amount")]
    [InlineData("--session a1f0 --add-usd 1000001", "at most 1000000")]
    [InlineData("--session a1f0 --add-usd NaN", "NaN")]
    [InlineData("--session a1f0 --add-turns 1.5", "'1.5' is no amount to allow")]
    [InlineData("--session a1f0 --add-tokens=-1", "'-1' is no amount to allow")]
    [InlineData("--session a1f0 --add-tool-calls 0", "'0' is no amount to allow")]
    [InlineData("--session a1f0 --add-time 30", "'30' is no time; expected a number and its unit")]
    [InlineData("--session a1f0 --add-time 0.5s", "one second or more")]
    [InlineData("--session a1f0 --add-usd 5 --for forever", "'forever' is no time")]
    [InlineData("--session a1f0 --add-usd 5 --for 32d", "expected at most 31 days")]
    public async Task What_is_no_allowance_is_refused_and_not_in_the_journal(string arguments, string words)
    {
        (await _sandbox.RunAsync("ingest")).MustSucceed();

        (await _sandbox.HumanAsync(["allow", .. arguments.Split(' ')])).MustFailSaying(2, words);

        Assert.Empty((await _sandbox.RunAsync("journal", "--json")).Json().GetProperty("entries").EnumerateArray());
    }
}
