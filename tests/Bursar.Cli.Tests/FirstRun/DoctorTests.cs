using Bursar.Cli.Tests.Guard;

namespace Bursar.Cli.Tests.FirstRun;

/// <summary>The doctor is asked when something is wrong: one thing that cannot be used hides nothing else.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithFixture();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_policy_with_an_error_is_told_with_its_place()
    {
        Write("policy.json", """{"limits":{"maxTurn":5}}""");

        var doctor = (await _sandbox.RunAsync("doctor")).MustSucceed().Stdout;

        Assert.Contains($"policies     {In("policy.json")} (cannot be used)", doctor, StringComparison.Ordinal);
        Assert.Contains($"policy: {In("policy.json")}: $.limits.maxTurn: unknown key", doctor, StringComparison.Ordinal);
        Assert.Contains("every session that it applies to is stopped", doctor, StringComparison.Ordinal);
        Assert.Contains("12 in 3 sessions", doctor, StringComparison.Ordinal);
        var json = (await _sandbox.RunAsync("doctor", "--json")).MustSucceed().Json().GetProperty("policies")[0];
        Assert.Equal(In("policy.json"), json.GetProperty("file").GetString());
        Assert.Contains("maxTurn", json.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Responses_of_a_cloud_platform_are_told_until_the_user_says_what_its_endpoints_are()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_sandbox.Claude, "projects", "-work")).FullName;
        File.WriteAllText(Path.Combine(folder, "s.jsonl"), """{"type":"assistant","uuid":"u","sessionId":"s","timestamp":"2026-11-01T10:00:00Z","cwd":"/work","message":{"id":"msg_bdrk_1","model":"claude-opus-4-8","stop_reason":"end_turn","content":[],"usage":{"input_tokens":1000000,"output_tokens":0}}}""" + "\n");

        Assert.Contains("endpoints: 1 response of Bedrock or Vertex AI is priced as of global endpoints", (await _sandbox.RunAsync("doctor")).MustSucceed().Stdout, StringComparison.Ordinal);
        var before = (await _sandbox.RunAsync("daily", "--json")).MustSucceed().Json().GetProperty("totals").GetProperty("totalCost").GetDecimal();
        Write("config.json", """{"pricing":{"endpoints":"regional"}}""");

        Assert.DoesNotContain("endpoints:", (await _sandbox.RunAsync("doctor")).MustSucceed().Stdout, StringComparison.Ordinal);
        Assert.Equal(before + 0.5m, (await _sandbox.RunAsync("daily", "--json")).MustSucceed().Json().GetProperty("totals").GetProperty("totalCost").GetDecimal());
    }

    [Fact]
    public async Task It_tells_what_is_installed_in_the_clients_settings_and_what_keeps_it_from_working()
    {
        async Task<string> Hooks() => (await _sandbox.RunAsync("doctor")).MustSucceed().Stdout.Split('\n').Single(line => line.StartsWith("hooks ", StringComparison.Ordinal));
        var settings = Path.Combine(_sandbox.Claude, "settings.json");

        Assert.Contains("not installed: nothing stops a session at its limit. `bursar init`", await Hooks(), StringComparison.Ordinal);
        (await _sandbox.HumanAsync("init", "--no-mcp", "--statusline", "--hook", BursarBinary.Hook)).MustSucceed();

        Assert.Contains($"installed in {settings}; ", await Hooks(), StringComparison.Ordinal);
        var json = (await _sandbox.RunAsync("doctor", "--json")).MustSucceed().Json();
        Assert.Equal((settings, settings, 0), (json.GetProperty("hooks")[0].GetProperty("file").GetString(), json.GetProperty("statusLine").GetString(), json.GetProperty("hooks")[0].GetProperty("missing").GetArrayLength()));

        var text = File.ReadAllText(settings);
        File.WriteAllText(settings, text.Replace(BursarBinary.Hook, "/gone/bursar-hook", StringComparison.Ordinal));
        Assert.Contains("and cannot be started: /gone/bursar-hook is not there. `bursar init` puts that right", await Hooks(), StringComparison.Ordinal);

        File.WriteAllText(settings, text.Replace("\"Stop\"", "\"SessionEnded\"", StringComparison.Ordinal));
        Assert.Contains("for a part of the events (Stop missing)", await Hooks(), StringComparison.Ordinal);

        File.WriteAllText(settings, text[..text.LastIndexOf('}')].TrimEnd() + ",\"disableAllHooks\":true}");
        Assert.Contains($"never started: {settings} says disableAllHooks", await Hooks(), StringComparison.Ordinal);

        File.WriteAllText(settings, "{]");
        var broken = (await _sandbox.RunAsync("doctor")).MustSucceed().Stdout;
        Assert.Contains($"settings: {settings}", broken, StringComparison.Ordinal);
        Assert.Contains("12 in 3 sessions", broken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_configuration_that_is_no_json_the_rest_is_told()
    {
        (await _sandbox.RunAsync("ingest")).MustSucceed();
        Write("config.json", "{\"authMode");
        Write("policy.json", """{"limits":{"maxTurns":5}}""");

        var result = await _sandbox.RunAsync("doctor");

        result.MustFailSaying(2, $"{In("config.json")}: not readable as configuration");
        Assert.Contains($"configuration: {In("config.json")}: not readable as configuration", result.Stdout, StringComparison.Ordinal);
        Assert.Contains("12 in 3 sessions", result.Stdout, StringComparison.Ordinal);
        Assert.Contains("prices       not known", result.Stdout, StringComparison.Ordinal);
        Assert.Contains($"policies     {In("policy.json")}", result.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("every response has a price", result.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_damaged_ledger_the_rest_is_told()
    {
        Write("ledger.db", new string('x', 10_000));
        Write("config.json", """{"authmode":"api_key"}""");

        var result = await _sandbox.RunAsync("doctor");

        result.MustFailSaying(3, _sandbox.Ledger, "bursar ledger rebuild");
        Assert.Contains("transcripts  5 files", result.Stdout, StringComparison.Ordinal);
        Assert.Contains("responses    not known", result.Stdout, StringComparison.Ordinal);
        Assert.Contains("authmode: unknown key", result.Stdout, StringComparison.Ordinal);

        var json = await _sandbox.RunAsync("doctor", "--json");
        Assert.Equal(3, json.ExitCode);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json.Json().GetProperty("responses").ValueKind);
        Assert.Equal(5, json.Json().GetProperty("files").GetInt32());
    }

    private string In(string file) => Path.Combine(_sandbox.BursarHome, file);

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(_sandbox.BursarHome);
        File.WriteAllText(In(file), text);
    }
}
