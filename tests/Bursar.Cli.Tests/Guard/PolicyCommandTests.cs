namespace Bursar.Cli.Tests.Guard;

public sealed class PolicyCommandTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    private string UserPolicy => Path.Combine(_sandbox.BursarHome, "policy.json");

    private string InProject(string name, string content)
    {
        var path = Path.Combine(_sandbox.Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    [Theory]
    [InlineData("""{"limits":{"maxSpendUSD":10}}""", "is sound: 1 limit.")]
    [InlineData("""{"limits":{"maxSpendUSD":10,"maxTurns":3},"budgets":[{"name":"d","period":"day","maxTurns":9}]}""", "is sound: 3 limits (one budget).")]
    [InlineData("{}", "is sound: 0 limits.")]
    public async Task Check_says_that_a_policy_is_sound(string policy, string words)
    {
        _sandbox.Write("policy.json", policy);

        var result = (await _sandbox.RunAsync("policy", "check")).MustSucceed();

        Assert.Equal($"{UserPolicy} {words}\n", result.Stdout);
        Assert.Empty(result.Stderr);
    }

    [Fact]
    public async Task Check_lists_every_error_and_what_is_allowed()
    {
        var path = _sandbox.Write("policy.json", """{"limits":{"maxSpendUSD":-1,"maxTurn":5},"budgets":[{"name":"d","period":"hour","maxTurns":1}],"onError":"perhaps"}""");

        var result = await _sandbox.RunAsync("policy", "check", path);

        Snapshots.Check("policy-check-errors", result.MustExit(2), _sandbox);
    }

    [Fact]
    public async Task Check_without_a_file_says_how_to_make_one() => (await _sandbox.RunAsync("policy", "check")).MustFailSaying(2, UserPolicy, "bursar policy set maxSpendUSD=10");

    [Fact]
    public async Task Check_reads_a_projects_policy_as_one_and_only_the_limits_of_an_aflock_file()
    {
        const string Prices = """{"pricing":{"overrides":[]}}""";
        (await _sandbox.RunAsync("policy", "check", InProject(".bursar/policy.json", Prices))).MustFailSaying(2, "a project cannot change prices");
        (await _sandbox.RunAsync("policy", "check", InProject("elsewhere.json", Prices))).MustSucceed();
        (await _sandbox.RunAsync("policy", "check", InProject(".aflock", """{"version":2,"limits":{"maxTurns":4}}"""))).MustSucceed();
        (await _sandbox.RunAsync("policy", "check", InProject("aflock.json", """{"version":2}"""))).MustFailSaying(2, "$.version: unknown key");
    }

    [Fact]
    public async Task Show_has_the_limits_of_every_file_and_of_equal_ones_the_strictest()
    {
        // In the platform's own places, whose names are as long on every machine.
        _sandbox.Environment.Remove("BURSAR_HOME");
        InProject(".config/bursar/policy.json", """{"limits":{"maxSpendUSD":10,"maxTurns":{"value":200,"enforcement":"post-hoc"},"warnAt":[0.5,0.8]},"budgets":[{"name":"daily","period":"day","maxSpendUSD":20}]}""");
        InProject(".bursar/policy.json", """{"limits":{"maxTurns":50,"maxWallTimeSeconds":5400},"budgets":[{"name":"notes","period":"week","scope":{"skill":"release-notes","project":"orchard"},"maxTokensIn":500000}],"onError":"closed","onUnpriced":"enforce","cacheReads":"ignore","protect":false}""");
        InProject("work/.aflock", """{"limits":{"maxSpendUSD":{"value":99.5,"enforcement":"fail-fast"},"maxTurns":{"value":60,"enforcement":"post-hoc"}}}""");

        Snapshots.Check("policy-show", (await _sandbox.RunAsync("policy", "show", "--cwd", "work")).MustSucceed(), _sandbox);
        Snapshots.Check("policy-show-json", (await _sandbox.RunAsync("policy", "show", "--cwd", "work", "--json")).MustSucceed(), _sandbox);
    }

    [Fact]
    public async Task Show_without_any_policy_says_where_was_looked()
    {
        var result = (await _sandbox.RunAsync("policy", "show")).MustSucceed();

        Assert.StartsWith("No limit is in force here. `bursar policy set maxSpendUSD=10` sets one", result.Stdout, StringComparison.Ordinal);
        Assert.Contains($", {UserPolicy}, and .bursar/policy.json and .aflock from here upwards.", result.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_policy_is_an_error_and_never_none()
    {
        var path = InProject(".bursar/policy.json", """{"limits":{"maxTurns":"ten"}}""");

        (await _sandbox.RunAsync("policy", "show")).MustFailSaying(2, path, "$.limits.maxTurns", "bursar policy check");
    }

    [Fact]
    public async Task Set_writes_a_policy_that_only_the_user_can_read()
    {
        var result = (await _sandbox.HumanAsync("policy", "set", "maxSpendUSD=10", "maxTurns=200:post-hoc", "onError=closed", "protect=true")).MustSucceed();

        Assert.Contains(UserPolicy, result.Stdout, StringComparison.Ordinal);
        Assert.Contains("Spend limits are advice as things stand (unknown: no key, token or login was found); all others bind.", result.Stdout, StringComparison.Ordinal);
        Assert.Equal("""
            {
              "limits": {
                "maxSpendUSD": {
                  "value": 10,
                  "enforcement": "fail-fast"
                },
                "maxTurns": {
                  "value": 200,
                  "enforcement": "post-hoc"
                }
              },
              "onError": "closed",
              "protect": true
            }

            """, File.ReadAllText(UserPolicy));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(UserPolicy));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_sandbox.BursarHome));
        (await _sandbox.RunAsync("policy", "check")).MustSucceed();
    }

    [Fact]
    public async Task Set_leaves_alone_what_it_does_not_set()
    {
        _sandbox.Write("policy.json", "\uFEFF" + """{"budgets":[{"name":"dé","period":"day","maxTurns":3}],"limits":{"enforcement":"post-hoc","maxTurns":5,"maxSpendUSD":{"value":1,"enforcement":"fail-fast"},"maxToolCalls":9},"onError":"closed"}""");

        (await _sandbox.HumanAsync("policy", "set", "maxTurns=7", "maxSpendUSD=2.50", "maxToolCalls=none", "onError=none", "cacheReads=ignore")).MustSucceed();

        Assert.Equal("""{"budgets":[{"name":"dé","period":"day","maxTurns":3}],"limits":{"enforcement":"post-hoc","maxTurns":{"value":7,"enforcement":"post-hoc"},"maxSpendUSD":{"value":2.50,"enforcement":"fail-fast"}},"cacheReads":"ignore"}""",
            string.Concat(File.ReadAllText(UserPolicy).Where(c => !char.IsWhiteSpace(c))));
    }

    [Fact]
    public async Task Set_knows_every_setting_and_takes_it_back()
    {
        (await _sandbox.HumanAsync("policy", "set", "basis=highest", "anomalies=stop", "onUnpriced=enforce")).MustSucceed();
        Assert.Equal("""{"basis":"highest","anomalies":{"action":"stop"},"onUnpriced":"enforce"}""", string.Concat(File.ReadAllText(UserPolicy).Where(c => !char.IsWhiteSpace(c))));
        var file = Assert.Single((await _sandbox.RunAsync("policy", "show", "--json")).MustSucceed().Json().GetProperty("files").EnumerateArray());
        Assert.Equal(("highest", "stop"), (file.GetProperty("basis").GetString(), file.GetProperty("anomalies").GetString()));

        (await _sandbox.HumanAsync("policy", "set", "anomalies=none", "basis=none", "maxTurns=5")).MustSucceed();
        Assert.DoesNotContain("anomalies", File.ReadAllText(UserPolicy), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anomalies=shout", "expected warn or stop")]
    [InlineData("basis=guess", "expected transcript, reported or highest")]
    [InlineData("maxSpend=10", "'maxSpend' is not known; expected maxSpendUSD, maxTokensIn")]
    [InlineData("maxSpendUSD", "no setting; expected NAME=VALUE")]
    [InlineData("maxSpendUSD=ten", "'ten' is no number")]
    [InlineData("maxSpendUSD=NaN", "'NaN' is no number")]
    [InlineData("maxSpendUSD=-1", "negative")]
    [InlineData("maxSpendUSD=1e400", "too large")]
    [InlineData("maxTurns=1.5", "too fine")]
    [InlineData("maxTurns=5:failfast", "'failfast' is not known; expected fail-fast or post-hoc")]
    [InlineData("onError=shut", "expected open or closed")]
    [InlineData("protect=maybe", "expected true, false")]
    public async Task What_is_no_setting_is_refused_and_nothing_is_written(string setting, string words)
    {
        const string Before = """{"limits":{"maxTurns":5}}""";
        _sandbox.Write("policy.json", Before);

        (await _sandbox.HumanAsync("policy", "set", "maxToolCalls=3", setting)).MustFailSaying(2, words);

        Assert.Equal(Before, File.ReadAllText(UserPolicy));
    }

    [Fact]
    public async Task A_policy_with_errors_is_not_written_over()
    {
        _sandbox.Write("policy.json", "{\"limits\":{\"maxTurns\":5,}} // mine");

        (await _sandbox.HumanAsync("policy", "set", "maxTurns=9")).MustFailSaying(2, "Nothing was written", "bursar policy check");

        Assert.Equal("{\"limits\":{\"maxTurns\":5,}} // mine", File.ReadAllText(UserPolicy));
    }

    [Fact]
    public async Task A_policy_that_is_a_link_stays_one()
    {
        var kept = InProject("dotfiles/policy.json", "{}");
        Directory.CreateDirectory(_sandbox.BursarHome);
        File.CreateSymbolicLink(UserPolicy, kept);

        (await _sandbox.HumanAsync("policy", "set", "maxTurns=9")).MustSucceed();

        Assert.Equal(kept, new FileInfo(UserPolicy).LinkTarget);
        Assert.Contains("maxTurns", File.ReadAllText(kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_projects_policy_is_written_into_its_own_folder()
    {
        (await _sandbox.HumanAsync("policy", "set", "--project", "maxTurns=9")).MustSucceed();

        var show = (await _sandbox.RunAsync("policy", "show", "--json")).MustSucceed().Json();
        Assert.Equal(("project", 9), (show.GetProperty("limits")[0].GetProperty("source").GetString(), show.GetProperty("limits")[0].GetProperty("value").GetInt32()));
        Assert.False(File.Exists(UserPolicy));
    }
}
