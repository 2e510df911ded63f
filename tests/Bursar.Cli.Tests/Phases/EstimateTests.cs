using System.Text.Json;
using Bursar.Cli.Tests.Guard;

namespace Bursar.Cli.Tests.Phases;

/// <summary>Estimates that learn from what phases took.</summary>
public sealed class EstimateTests : IDisposable
{
    private readonly Sandbox _sandbox = new();
    private readonly LiveSession _session;

    public EstimateTests() => _session = new LiveSession(_sandbox, "0f1e2d3c-0003-4000-8000-00000000000c");

    public void Dispose() => _sandbox.Dispose();

    /// <summary>A phase that costs as many cents as are given, estimated at a dollar.</summary>
    private async Task PhaseAsync(string name, int cents)
    {
        (await _session.PhaseAsync("start", name, "--estimate-usd", "1")).MustSucceed();
        _session.Respond(cents * 400);
        (await _session.PhaseAsync("end")).MustSucceed();
    }

    private async Task<JsonElement> SuggestAsync(string name) =>
        (await _sandbox.RunAsync("estimates", "suggest", name, "--estimate-usd", "2", "--json")).MustSucceed().Json().GetProperty("usd");

    [Fact]
    public async Task After_phases_that_took_twice_the_estimate_twice_the_next_is_suggested_and_few_data_say_so()
    {
        await PhaseAsync("design", 200);
        await PhaseAsync("design", 200);
        Assert.Equal((2, "none"), ((await SuggestAsync("design")).Number("suggested"), (await SuggestAsync("design")).GetProperty("basis").GetString()));

        await PhaseAsync("design", 200);
        var suggested = await SuggestAsync("design");
        Assert.Equal((4, "name", 3, JsonValueKind.Null), (suggested.Number("suggested"), suggested.GetProperty("basis").GetString(), suggested.Number("count"), suggested.GetProperty("interval").ValueKind));
        Assert.Contains("few data", suggested.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal("overall", (await SuggestAsync("something else")).GetProperty("basis").GetString());
        Assert.Contains("$4.00: the estimate times 2.00, from 3 phases called design; few data", (await _sandbox.RunAsync("estimates", "suggest", "design", "--estimate-usd", "2")).MustSucceed().Stdout, StringComparison.Ordinal);

        await PhaseAsync("code", 50);
        await PhaseAsync("code", 50);
        var report = (await _sandbox.RunAsync("estimates", "--json")).MustSucceed().Json();
        var design = report.GetProperty("estimates").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == "design").GetProperty("usd");
        Assert.Equal((3, 2, 2, 1, 0), (design.Number("count"), design.Number("ratio_median"), design.Number("multiplier"), design.Number("error_uncalibrated"), design.Number("error_calibrated")));
        Assert.Equal((5, 2), (report.Number("overall", "usd", "count"), report.Number("overall", "usd", "ratio_median")));
        Assert.True(report.Number("overall", "usd", "interval", "low") < 0.5m && report.Number("overall", "usd", "interval", "high") > 2);
        Assert.Equal(0, report.Number("overall", "tokens", "count"));
        Assert.Contains("few data", (await _sandbox.RunAsync("estimates")).MustSucceed().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_no_phase_can_have_is_refused() =>
        (await _sandbox.RunAsync("estimates", "suggest", " ", "--estimate-usd", "2")).MustFailSaying(2, "The phase's name has 0 characters; expected 1 to 100.");

    [Theory]
    [InlineData("phases", 60)]
    [InlineData("estimates", 60)]
    [InlineData("estimates", 80)]
    public async Task In_a_narrow_terminal_each_row_says_of_which_phase_it_is(string command, int columns)
    {
        await PhaseAsync("requirements", 200);
        _sandbox.Environment["COLUMNS"] = $"{columns}";

        var lines = (await _sandbox.RunAsync(command)).MustSucceed().Stdout.Split('\n');

        // In a table beside its figures, in a list above them.
        var named = Array.FindIndex(lines, line => line.Contains("requirem", StringComparison.Ordinal));
        Assert.Contains('2', lines[named].StartsWith('│') ? lines[named] : string.Concat(lines[named..]));
        Assert.All(lines.Where(line => line.StartsWith('│')), line => Assert.InRange(line.Length, 1, columns));
    }

    [Fact]
    public async Task A_phase_that_is_open_or_took_nothing_teaches_nothing()
    {
        (await _session.PhaseAsync("start", "idle", "--estimate-usd", "1")).MustSucceed();
        (await _session.PhaseAsync("end")).MustSucceed();
        (await _session.PhaseAsync("start", "open", "--estimate-usd", "1")).MustSucceed();
        _session.Respond(400);

        var report = (await _sandbox.RunAsync("estimates", "--json")).MustSucceed().Json();

        Assert.Equal((0, 0), (report.GetProperty("estimates").GetArrayLength(), report.Number("overall", "usd", "count")));
    }
}
