using System.Text.Json.Nodes;
using Bursar.Ledger.Reports;
using Bursar.Pricing;

namespace Bursar.Tests.Number;

/// <summary>What has no price is counted, named and never guessed; passes beside a response have prices of their own.</summary>
public sealed class UnpricedTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private static JsonObject Pass(string type, string? model, long input) => new() { ["type"] = type, ["model"] = model, ["input_tokens"] = input };

    [Fact]
    public void An_unknown_models_tokens_count_and_its_name_stands_beside_the_total()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Input(1_000_000), Line.Assistant("msg_2").Model("claude-opus-4-9").Input(500).Output(70), Line.Assistant("msg_3").Model(null).Output(3));

        var report = _machine.Report(Dimension.Day);

        Assert.Equal(["(none)", "claude-opus-4-9"], report.UnpricedModels.Order(StringComparer.Ordinal));
        Assert.Equal((5m, 2, 573), (Money.ToDollars(report.Totals.Cost), report.Totals.UnpricedMessages, report.Totals.UnpricedTokens));
        Assert.Equal(1_000_573, report.Totals.Total);
    }

    [Fact]
    public void An_advisors_pass_is_billed_at_its_own_models_price_and_is_no_message()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Input(1_000_000).Iterations(Pass("advisor_message", "claude-fable-5-1", 100_000), Pass("compaction", null, 10_000), Pass("message", "claude-opus-4-8", 1_000_000)));

        var models = _machine.Report(Dimension.Model).Rows.ToDictionary(row => row.Values[0]!, row => Money.ToDollars(row.Sums.Cost));

        Assert.Equal((5.05m, 1m, 1), (models["claude-opus-4-8"], models["claude-fable-5-1"], _machine.Totals.Messages));
    }

    [Fact]
    public void A_tier_counts_for_each_pass_by_its_own_prompt()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Model("claude-haiku-5-5").Input(100_000).Iterations(Pass("compaction", null, 100_000)), Line.Assistant("msg_2").Model("claude-haiku-5-5").Input(100_001));

        Assert.Equal(0.01m + 0.01m + 0.0500005m, _machine.Dollars);
    }

    [Fact]
    public void A_response_is_one_unpriced_message_however_many_of_its_passes_have_no_price()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Model("mystery").Input(5).Iterations(Pass("advisor_message", "enigma", 7), Pass("compaction", null, 9)));

        Assert.Equal((1, 1, 21), (_machine.Totals.Messages, _machine.Totals.UnpricedMessages, _machine.Totals.UnpricedTokens));
    }

    [Fact]
    public void Modifiers_on_the_line_reach_the_bill()
    {
        _machine.Session("s1",
            Line.Assistant("msg_1").Input(1_000_000).Count("service_tier", "batch").Count("inference_geo", ""),
            Line.Assistant("msg_2").Input(1_000_000).Count("speed", "fast"),
            Line.Assistant("msg_3").Input(1_000_000).Count("inference_geo", "us"),
            Line.Assistant("msg_4").Input(1_000_000).Count("service_tier", "standard").Count("speed", "standard").Count("inference_geo", "not_available"),
            Line.Assistant("msg_5").WebSearches(3));

        Assert.Equal(2.5m + 10m + 5.5m + 5m + 0.03m, _machine.Dollars);
    }

    [Fact]
    public void A_line_without_a_time_is_in_no_day_and_in_the_total()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(5), Line.Assistant("msg_2").Output(7).Without("timestamp"));

        Assert.Equal("-=1 2026-11-01=1", _machine.Messages(Dimension.Day));
        Assert.Equal(12, _machine.Totals.Output);
    }

    [Fact]
    public void A_bad_line_is_told_with_the_first_place_of_its_kind()
    {
        _machine.Session("a", Line.Assistant("msg_1"), Line.Assistant("msg_2").Output(-1), Line.Assistant("msg_3").Output(-1));
        _machine.Session("b", Line.Assistant("msg_4").Output(-1), Line.Assistant("msg_5"));

        var problem = Assert.Single(_machine.Findings().Problems);

        Assert.Equal((3, "a.jsonl", 2), (problem.Count, Path.GetFileName(problem.FirstFile), problem.FirstLine));
        Assert.Equal(2, _machine.Totals.Messages);
    }

    [Fact]
    public void The_largest_figures_of_a_damaged_line_do_not_stop_the_books()
    {
        _machine.Session("s1", Line.Assistant("msg_1").Output(5), Line.Assistant("msg_2").WebSearches(1_000_000_000).Input(1_000_000_000), Line.Assistant("msg_3").Output(5));

        Assert.True(_machine.Totals.Messages >= 2);
    }
}
