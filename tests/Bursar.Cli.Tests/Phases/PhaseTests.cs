using System.Text.Json;
using Bursar.Cli.Tests.Guard;

namespace Bursar.Cli.Tests.Phases;

/// <summary>Phases as an orchestrator marks and reads them.</summary>
public sealed class PhaseTests : IDisposable
{
    private readonly Sandbox _sandbox = new();
    private readonly LiveSession _session;

    public PhaseTests() => _session = new LiveSession(_sandbox, "0f1e2d3c-0001-4000-8000-00000000000a");

    public void Dispose() => _sandbox.Dispose();

    private async Task<JsonElement> ReportAsync(params string[] options) => (await _sandbox.RunAsync(["phases", "--json", .. options])).MustSucceed().Json();

    private static string Figures(JsonElement report) => string.Join(' ', report.GetProperty("phases").EnumerateArray().Select(phase =>
        $"{phase.GetProperty("name").GetString() ?? "rest"}={phase.Number("own_output_tokens")}/{phase.Number("output_tokens")}"));

    private static void AddsUp(JsonElement report)
    {
        foreach (var counter in (string[])["cost_usd", "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "total_tokens", "messages", "turns"])
        {
            Assert.Equal(report.Number("totals", counter), report.GetProperty("phases").EnumerateArray().Sum(phase => phase.Number("own_" + counter)));
        }
    }

    [Fact]
    public async Task Each_phase_shows_what_it_used_and_what_those_inside_it_used_and_all_adds_up()
    {
        _session.Respond(1);
        (await _session.PhaseAsync("start", "requirements", "--estimate-usd", "0.001")).MustSucceed();
        _session.Respond(10);
        (await _session.PhaseAsync("start", "research")).MustSucceed();
        _session.Respond(100, agent: "a1");
        _session.Ask();
        (await _session.PhaseAsync("end")).MustSucceed();
        _session.Answer(1_000);
        _session.Respond(10_000);
        (await _session.PhaseAsync("end", "requirements")).MustSucceed();
        _session.Respond(100_000);

        var report = await ReportAsync();

        Assert.Equal("requirements=10010/11110 research=1100/1100 rest=100001/100001", Figures(report));
        AddsUp(report);
        var (requirements, research) = (report.GetProperty("phases")[0], report.GetProperty("phases")[1]);
        Assert.Equal((0.27775m, 0.001m, 0.27675m, 277.75m), (requirements.Number("cost_usd"), requirements.Number("estimate_usd"), requirements.Number("delta_usd"), requirements.Number("ratio")));
        Assert.Equal((requirements.Number("id"), 1), (research.Number("parent"), research.Number("depth")));
        Assert.Equal(11110, requirements.GetProperty("model_breakdown").GetProperty("claude-opus-4-8").Number("output"));
        Assert.Equal([_session.Id], requirements.GetProperty("session_ids").EnumerateArray().Select(id => id.GetString()));
        var usage = (await _sandbox.RunAsync("usage", "--session", _session.Id, "--json")).MustSucceed().Json();
        Assert.Equal(usage.Number("cost_usd"), report.Number("totals", "cost_usd"));

        var table = (await _sandbox.RunAsync("phases")).MustSucceed().Stdout;
        Assert.StartsWith("requirements 11K, rest 100K tokens", table, StringComparison.Ordinal);
        Assert.Contains("  research", table, StringComparison.Ordinal);
        Assert.Contains("(rest)", table, StringComparison.Ordinal);
        Assert.Contains("+$0.28 (+27675 %)", table, StringComparison.Ordinal);
        var csv = (await _sandbox.RunAsync("phases", "--csv")).MustSucceed().Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, csv.Length);
        Assert.All(csv, line => Assert.Equal(csv[0].Count(c => c == ','), line.Count(c => c == ',')));
        Assert.Contains("| requirements |", (await _sandbox.RunAsync("phases", "--markdown")).MustSucceed().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_phase_with_an_id_goes_on_in_another_session_and_is_one()
    {
        var other = new LiveSession(_sandbox, "0f1e2d3c-0002-4000-8000-00000000000b");
        (await _session.PhaseAsync("start", "qa", "--id", "run-7", "--estimate-tokens", "1000")).MustSucceed();
        _session.Respond(30);
        (await other.PhaseAsync("start", "qa", "--id", "run-7")).MustSucceed();
        other.Respond(400);
        var ended = (await _sandbox.RunAsync("phase", "end", "--id", "run-7", "--json")).MustSucceed().Json();
        _session.Respond(7);

        Assert.Equal(2, ended.GetProperty("ended").GetArrayLength());
        var report = await ReportAsync();
        Assert.Equal("qa=430/430 rest=7/7", Figures(report));
        var qa = report.GetProperty("phases")[0];
        Assert.Equal((-570, false, 2), (qa.Number("delta_tokens"), qa.GetProperty("is_partial").GetBoolean(), qa.GetProperty("session_ids").GetArrayLength()));

        var part = await ReportAsync("--session", other.Id);
        Assert.Equal("qa=400/400 rest=0/0", Figures(part));
        Assert.Equal((JsonValueKind.Null, true), (part.GetProperty("phases")[0].GetProperty("delta_tokens").ValueKind, part.GetProperty("phases")[0].GetProperty("is_partial").GetBoolean()));

        var renamed = await _session.PhaseAsync("start", "testing", "--id", "run-7");
        Assert.Equal(2, renamed.ExitCode);
        Assert.Contains("called qa, not testing", renamed.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_phase_left_open_ends_with_the_session_unless_it_has_an_id()
    {
        (await _session.PhaseAsync("start", "whole", "--id", "k")).MustSucceed();
        (await _session.PhaseAsync("start", "left open")).MustSucceed();
        _session.Respond(5);
        await _sandbox.HookAsync("SessionEnd", _session.Transcript, json => json["reason"] = "other");
        _session.Respond(70);

        var report = await ReportAsync();

        Assert.Equal("whole=70/75 left open=5/5 rest=0/0", Figures(report));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("phases")[0].GetProperty("ended").ValueKind);
        Assert.Equal(JsonValueKind.String, report.GetProperty("phases")[1].GetProperty("ended").ValueKind);
    }

    [Fact]
    public async Task A_mark_survives_a_kill_and_what_was_being_read_then()
    {
        (await _session.PhaseAsync("start", "before")).MustSucceed();
        _session.Respond(5);
        for (var i = 0; i < 5; i++)
        {
            using var report = _sandbox.Start("phases");
            report.Kill();
            await report.EndAsync();
        }

        Assert.Equal("before=5/5 rest=0/0", Figures(await ReportAsync()));
        Assert.Contains("sound", (await _sandbox.RunAsync("ledger", "check")).MustSucceed().Stdout, StringComparison.Ordinal);
        (await _sandbox.RunAsync("ledger", "rebuild")).MustSucceed();
        Assert.Equal("before=5/5 rest=0/0", Figures(await ReportAsync()));
    }

    [Fact]
    public async Task Inside_a_session_of_Claude_Code_an_agent_marks_that_session()
    {
        _sandbox.Environment["CLAUDECODE"] = "1";
        _sandbox.Environment["CLAUDE_CODE_SESSION_ID"] = _session.Id;
        var started = (await _sandbox.RunAsync("phase", "start", "design", "--json")).MustSucceed().Json();
        _session.Respond(12);

        Assert.Equal((_session.Id, "design", false), (started.GetProperty("session_id").GetString(), started.GetProperty("name").GetString(), started.GetProperty("was_open").GetBoolean()));
        Assert.Contains($"design ends in session {_session.Id}", (await _sandbox.RunAsync("phase", "end")).MustSucceed().Stdout, StringComparison.Ordinal);
        Assert.Equal("design=12/12 rest=0/0", Figures(await ReportAsync()));
    }

    [Fact]
    public async Task Ending_what_is_not_open_says_what_is()
    {
        (await _session.PhaseAsync("start", "design")).MustSucceed();
        (await _session.PhaseAsync("start", "sketch", "--id", "k9")).MustSucceed();

        var wrong = await _session.PhaseAsync("end", "desing");

        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("No phase desing is open", wrong.Stderr, StringComparison.Ordinal);
        Assert.Contains("design, sketch (id k9)", wrong.Stderr, StringComparison.Ordinal);
        Assert.Contains("sketch was open inside and ends with it", (await _session.PhaseAsync("end", "design")).MustSucceed().Stdout, StringComparison.Ordinal);
        var over = await _session.PhaseAsync("end", "design");
        Assert.Contains("nothing is", over.Stderr, StringComparison.Ordinal);
        Assert.Contains("design ended 2", over.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Started_again_under_its_id_an_open_phase_goes_on()
    {
        (await _session.PhaseAsync("start", "design", "--id", "k")).MustSucceed();
        _session.Respond(1);
        Assert.True((await _session.PhaseAsync("start", "design", "--id", "k", "--estimate-usd", "3", "--json")).MustSucceed().Json().GetProperty("was_open").GetBoolean());
        _session.Respond(2);

        var report = await ReportAsync();

        Assert.Equal("design=3/3 rest=0/0", Figures(report));
        Assert.Equal(3, report.GetProperty("phases")[0].Number("estimate_usd"));
    }

    [Theory]
    [InlineData("phase start  --session 0f1e2d3c-0001-4000-8000-00000000000a", "name")]
    [InlineData("phase start x --session nobody", "there is no session nobody")]
    [InlineData("phase start x --estimate-usd -1", "-1")]
    [InlineData("phase start x --estimate-usd 0", "expected more than 0")]
    [InlineData("phase start x --estimate-usd much", "'much' is no amount")]
    [InlineData("phase start x --estimate-tokens 1.5", "'1.5' is no number of tokens")]
    [InlineData("phase end --id nothing", "No phase with the id nothing is open")]
    [InlineData("phases --json --csv", "Choose one of")]
    [InlineData("phases --since 2026-11-02 --until 2026-11-01", "is after --until")]
    [InlineData("estimates suggest x", "--estimate-usd, --estimate-tokens or both")]
    public async Task What_is_wrong_is_said_in_one_message(string commandLine, string said)
    {
        var result = await _sandbox.RunAsync(commandLine.Split(' '));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(said, result.Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_any_phase_it_says_how_to_begin_one()
    {
        _session.Respond(1);

        Assert.Contains("bursar phase start", (await _sandbox.RunAsync("phases")).MustSucceed().Stdout, StringComparison.Ordinal);
        Assert.Equal("rest=0/0", Figures(await ReportAsync()));
        Assert.Equal("rest=1/1", Figures(await ReportAsync("--session", _session.Id[..10])));
        Assert.Contains("--estimate-usd", (await _sandbox.RunAsync("estimates")).MustSucceed().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_period_shows_the_sessions_of_its_phases_whole()
    {
        (await _session.PhaseAsync("start", "today")).MustSucceed();
        _session.Respond(9);
        var today = DateTimeOffset.UtcNow;

        Assert.Equal("today=9/9 rest=0/0", Figures(await ReportAsync("--since", today.AddDays(-1).ToString("yyyyMMdd", null), "--until", today.AddDays(1).ToString("yyyyMMdd", null))));
        Assert.Equal("rest=0/0", Figures(await ReportAsync("--until", today.AddDays(-2).ToString("yyyyMMdd", null))));
        Assert.Equal("rest=0/0", Figures(await ReportAsync("--since", today.AddDays(2).ToString("yyyyMMdd", null))));
    }
}
