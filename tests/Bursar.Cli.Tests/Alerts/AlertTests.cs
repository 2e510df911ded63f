using System.Text;
using System.Text.Json;
using Bursar.Cli.Tests.Forecasting;
using Bursar.Cli.Tests.Guard;

namespace Bursar.Cli.Tests.Alerts;

/// <summary>Alerts against a local server that fails, stalls and asks to wait, by the built program.</summary>
public sealed class AlertTests : IDisposable
{
    private readonly Sandbox _sandbox = new();
    private readonly Receiver _receiver = new();

    public AlertTests()
    {
        _sandbox.WriteDays([.. Enumerable.Repeat(10m, 40)]);
        _sandbox.Write("policy.json", """{"budgets":[{"name":"all","period":"month","scope":{"project":"grove"},"maxSpendUSD":0.5},{"name":"far","period":"month","maxSpendUSD":90000}]}""");

        _sandbox.WriteNow(10);
        _sandbox.Environment["TEAM_URL"] = _receiver.Url;
        Configure();
    }

    public void Dispose()
    {
        _receiver.Dispose();
        _sandbox.Dispose();
    }

    private void Configure(int retry = 0, string channel = """{"name":"team","type":"webhook","url_env":"TEAM_URL"}""", string rules = """[{"when":"budget"}]""") =>
        _sandbox.Write("config.json", $$$"""{"alerts":{"rules":{{{rules}}},"channels":[{{{channel}}}],"timeoutSeconds":1,"retrySeconds":{{{retry}}}}}""");

    private Task<ProgramResult> RunAsync() => _sandbox.RunAsync("alerts", "run");

    private async Task<JsonElement> OnlyAsync() => Assert.Single((await _sandbox.RunAsync("alerts", "list", "--json")).MustSucceed().Json().GetProperty("alerts").EnumerateArray());

    [Fact]
    public async Task A_budget_that_is_used_up_is_told_once_however_often_the_rules_are_held_against_it()
    {
        (await RunAsync()).MustSucceed();
        (await RunAsync()).MustSucceed();

        var received = Assert.Single(_receiver.Received);
        using var body = JsonDocument.Parse(received.Body);
        Assert.Equal("Budget all: 100% used", body.RootElement.GetProperty("title").GetString());
        Assert.Equal(received.Key, body.RootElement.GetProperty("id").GetString());
        Assert.Equal("delivered", (await OnlyAsync()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_was_told_is_not_told_again_after_the_ledger_was_rebuilt()
    {
        (await RunAsync()).MustSucceed();
        (await _sandbox.RunAsync("ledger", "rebuild")).MustSucceed();
        (await RunAsync()).MustSucceed();

        Assert.Single(_receiver.Received);
    }

    [Fact]
    public async Task A_server_that_fails_is_tried_again_under_the_same_key_until_it_takes_the_alert()
    {
        _receiver.Status = 503;
        (await RunAsync()).MustExit(1);
        (await RunAsync()).MustExit(1);
        Assert.Equal(("waiting", "the answer was 503", 2), ((await OnlyAsync()).GetProperty("state").GetString(), (await OnlyAsync()).GetProperty("failure").GetString(), (await OnlyAsync()).Number("attempts")));

        _receiver.Status = 204;
        (await RunAsync()).MustSucceed();
        (await RunAsync()).MustSucceed();

        Assert.Equal(3, _receiver.Received.Count);
        Assert.Single(_receiver.Received.Select(one => one.Key).Distinct());
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_is_not_asked_before_and_a_failure_is_waited_out_without_that_too()
    {
        (_receiver.Status, _receiver.RetryAfter) = (429, "3600");
        (await RunAsync()).MustExit(1);
        (await RunAsync()).MustSucceed();
        Assert.Single(_receiver.Received);
        var next = (await OnlyAsync()).GetProperty("next_at").GetDateTimeOffset() - TimeProvider.System.GetUtcNow();
        Assert.InRange(next.TotalMinutes, 50, 60);
    }

    [Fact]
    public async Task Without_being_asked_a_failure_is_waited_out_as_the_configuration_says()
    {
        Configure(retry: 600);
        _receiver.Status = 500;
        (await RunAsync()).MustExit(1);
        (await RunAsync()).MustSucceed();

        Assert.Single(_receiver.Received);
    }

    [Fact]
    public async Task A_server_that_never_answers_holds_nobody_up_and_one_that_refuses_is_given_up()
    {
        _receiver.Stalls = true;
        (await RunAsync()).MustExit(1);
        Assert.Equal("no answer within 1 s", (await OnlyAsync()).GetProperty("failure").GetString());

        (_receiver.Stalls, _receiver.Status) = (false, 404);
        (await RunAsync()).MustExit(1);
        (await RunAsync()).MustSucceed();
        Assert.Equal(("given up", 2), ((await OnlyAsync()).GetProperty("state").GetString(), _receiver.Received.Count));
    }

    [Fact]
    public async Task After_a_crash_between_sending_and_marking_it_is_sent_again_under_the_same_key_once_its_claim_is_over()
    {
        _receiver.Stalls = true;
        using (var run = _sandbox.Start("alerts", "run"))
        {
            while (_receiver.Received.Count == 0)
            {
                await Task.Yield();
            }

            run.Process.Kill();
            await run.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        _receiver.Stalls = false;
        (await RunAsync()).MustSucceed();
        Assert.Single(_receiver.Received);

        (await _sandbox.ShellAsync($"sqlite3 '{_sandbox.Ledger}' 'UPDATE alerts_spool SET next_at = 0'")).MustSucceed();
        (await RunAsync()).MustSucceed();
        Assert.Equal(2, _receiver.Received.Count);
        Assert.Single(_receiver.Received.Select(one => one.Key).Distinct());
    }

    [Theory]
    [InlineData("slack", "text", "*Budget all: 100% used*")]
    [InlineData("discord", "content", "**Budget all: 100% used**")]
    public async Task Slack_and_Discord_get_their_own_form(string type, string member, string start)
    {
        Configure(channel: $$"""{"name":"team","type":"{{type}}","url_env":"TEAM_URL"}""");
        (await RunAsync()).MustSucceed();

        using var body = JsonDocument.Parse(Assert.Single(_receiver.Received).Body);
        Assert.StartsWith(start, body.RootElement.GetProperty(member).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_gets_the_alert_on_its_input_and_no_shell_reads_its_arguments()
    {
        var script = _sandbox.Write("take", "#!/bin/sh\necho \"$1\" > \"$BURSAR_HOME/argument\"\ncat > \"$BURSAR_HOME/body\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Configure(channel: $$"""{"name":"own","type":"command","argv":["{{script}}","a;b $(c)"]}""");
        (await RunAsync()).MustSucceed();

        Assert.Equal("a;b $(c)\n", File.ReadAllText(Path.Combine(_sandbox.BursarHome, "argument")));
        Assert.Contains("Budget all", File.ReadAllText(Path.Combine(_sandbox.BursarHome, "body")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_in_no_output_and_not_in_the_ledger_and_its_file_must_be_private()
    {
        var file = _sandbox.Write("url", "http://127.0.0.1:9/hooks/s3cr3t");
        Configure(channel: $$"""{"name":"team","type":"webhook","url_file":"{{file}}"}""");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("0600", (await _sandbox.RunAsync("alerts", "test")).MustExit(1).Stdout, StringComparison.Ordinal);

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var results = new[] { await _sandbox.RunAsync("alerts", "test"), await RunAsync(), await _sandbox.RunAsync("alerts", "list"), await _sandbox.RunAsync("alerts", "list", "--json") };

        Assert.Contains("no connection", results[0].MustExit(1).Stdout, StringComparison.Ordinal);
        Assert.All(results, result => Assert.DoesNotContain("s3cr3t", result.Stdout + result.Stderr, StringComparison.Ordinal));
        Assert.All(results, result => Assert.DoesNotContain("127.0.0.1", result.Stdout + result.Stderr, StringComparison.Ordinal));
        Assert.DoesNotContain("s3cr3t", string.Concat(Directory.EnumerateFiles(_sandbox.BursarHome, "ledger.db*").Select(path => Encoding.Latin1.GetString(File.ReadAllBytes(path)))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forecast_over_budget_is_told_before_it_is_exceeded_and_once()
    {
        // What is still expected depends on the hour, the weekday and the date: the budget is set by what the program expects.
        var expected = new List<(string Period, decimal Spent, decimal More)>();
        foreach (var period in (string[])["day", "week", "month"])
        {
            var forecast = (await _sandbox.RunAsync("forecast", "--period", period, "--json")).MustSucceed().Json();
            expected.Add((period, forecast.Number("spent_usd"), forecast.Number("expected_usd") - forecast.Number("spent_usd")));
        }

        var soon = expected.MaxBy(one => one.More);
        Assert.SkipWhen(soon.More < 0.1m, "The day, the week and the month all end within minutes.");
        _sandbox.Write("policy.json", string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"budgets":[{"name":"soon","period":"{{soon.Period}}","maxSpendUSD":{{decimal.Round(soon.Spent + (soon.More / 2), 4)}}},{"name":"far","period":"{{soon.Period}}","maxSpendUSD":90000}]}"""));
        Configure(rules: """[{"when":"forecast","chance":0.01}]""");
        (await RunAsync()).MustSucceed();
        (await RunAsync()).MustSucceed();

        var received = Assert.Single(_receiver.Received);
        using var body = JsonDocument.Parse(received.Body);
        Assert.Equal("Budget soon: expected to be exceeded", body.RootElement.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Watching_tells_of_what_happens_while_it_watches_and_ends_when_it_is_interrupted()
    {
        _sandbox.Write("policy.json", """{"budgets":[{"name":"all","period":"month","scope":{"project":"grove"},"maxSpendUSD":90000}]}""");
        using var run = _sandbox.Start("alerts", "run", "--watch", "--every", "1");
        while (!File.Exists(_sandbox.Ledger))
        {
            Assert.True(run.IsRunning);
            await Task.Yield();
        }

        // A policy that is being written, and then what it shall be.
        _sandbox.Write("policy.json", """{"budgets":[""");
        await run.UntilErrorAsync("It is tried again.");
        _sandbox.Write("policy.json", """{"budgets":[{"name":"all","period":"month","scope":{"project":"grove"},"maxSpendUSD":0.5}]}""");
        while (_receiver.Received.Count == 0)
        {
            Assert.True(run.IsRunning);
            await Task.Yield();
        }

        run.Interrupt();
        (await run.EndAsync()).MustExit(130);
        Assert.Contains("Budget all", Assert.Single(_receiver.Received).Body, StringComparison.Ordinal);
        (await _sandbox.RunAsync("alerts", "run", "--every", "1")).MustExit(2);
        (await _sandbox.RunAsync("alerts", "run", "--watch", "--every", "0")).MustExit(2);
    }

    [Fact]
    public async Task The_desktop_is_told_by_its_own_program_and_a_title_is_no_option_of_it()
    {
        var folder = Directory.CreateDirectory(_sandbox.Path("bin")).FullName;
        File.WriteAllText(Path.Combine(folder, "notify-send"), "#!/bin/sh\nfor argument in \"$@\"; do echo \"$argument\"; done > \"$BURSAR_HOME/told\"\n");
        File.SetUnixFileMode(Path.Combine(folder, "notify-send"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _sandbox.Environment["PATH"] = $"{folder}:{_sandbox.Environment["PATH"]}";
        _sandbox.Write("policy.json", """{"budgets":[{"name":"--urgency=low","period":"month","scope":{"project":"grove"},"maxSpendUSD":0.5}]}""");
        Configure(channel: """{"name":"desk","type":"desktop"}""");
        (await RunAsync()).MustSucceed();

        var told = File.ReadAllLines(Path.Combine(_sandbox.BursarHome, "told"));
        Assert.Contains("Bursar: Budget --urgency=low: 100% used", told);
        Assert.Contains(told, line => line.Contains("of $0.50 is used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_desktop_the_alert_is_not_lost_and_says_why_it_was_not_told()
    {
        _sandbox.Environment["PATH"] = _sandbox.Root;
        Configure(channel: """{"name":"desk","type":"desktop"}""");
        (await RunAsync()).MustExit(1);

        Assert.Contains("cannot be started", (await OnlyAsync()).GetProperty("failure").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"a","type":"pigeon"}""", "alerts.channels[0].type")]
    [InlineData("""{"name":"a","type":"slack"}""", "alerts.channels[0]: expected either url_env")]
    [InlineData("""{"name":"a","type":"slack","url":"https://x"}""", "alerts.channels[0].url: unknown key")]
    [InlineData("""{"name":"a","type":"command"}""", "alerts.channels[0].argv")]
    public async Task A_channel_that_is_misspelt_is_an_error_that_says_where(string channel, string where)
    {
        Configure(channel: channel);

        (await RunAsync()).MustFailSaying(2, where);
    }
}
