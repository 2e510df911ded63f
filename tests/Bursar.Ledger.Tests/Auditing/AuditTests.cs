using System.Text.Json.Nodes;
using Bursar.Ledger;
using Bursar.Ledger.Auditing;
using Bursar.Ledger.Observing;
using Bursar.Pricing;
using Bursar.Transcripts;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Auditing;

/// <summary>Transcripts beside what the client says: the gap is named, and what is not named is shown.</summary>
public sealed class AuditTests : IDisposable
{
    private static readonly long Ten = Timestamp.Of(new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero));

    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private static Line CostState(decimal total, params (string Model, long Input, long Output, decimal Cost)[] models)
    {
        var usage = new JsonObject();
        foreach (var (model, input, output, cost) in models)
        {
            usage[model] = new JsonObject { ["inputTokens"] = input, ["outputTokens"] = output, ["cacheReadInputTokens"] = 0, ["cacheCreationInputTokens"] = 0, ["webSearchRequests"] = 0, ["costUSD"] = cost };
        }

        return Line.Of("cost-state").Set("totalCostUSD", total).Set("modelUsage", usage);
    }

    private SessionAudit Audit(string session = "s", Action<LedgerStore>? prepare = null)
    {
        _machine.Ingest();
        using var ledger = LedgerStore.Open(_machine.LedgerPath);
        prepare?.Invoke(ledger);
        return new Auditor(ledger, new Pricer(_machine.Prices)).Audit(session, null);
    }

    private static void Look(LedgerStore ledger, string session, decimal cost, long seconds, long duration) => Observations.Note(ledger, session,
        new ClientAccount((long)(cost * Money.PerDollar), duration * 1000, null, "2.1.197", "claude-opus-4-8"), Ten + (seconds * Timestamp.PerSecond));

    private static string Parts(SessionAudit audit) => string.Join(' ', audit.Parts.Select(part => $"{part.Cause}={(part.Amount is { } pico ? Money.ToDollars(pico).ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) : "?")}")
        .Append($"rest={(audit.Rest is { } rest ? Money.ToDollars(rest).ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) : "?")}"));

    [Fact]
    public void A_title_that_the_client_counts_and_no_transcript_holds_is_the_background_to_the_last_digit()
    {
        _machine.Session("s", Line.Assistant("msg_a").Input(1_000), CostState(0.0052m, ("claude-opus-4-8", 1_000, 0, 0.005m), ("claude-haiku-4-5-20251001", 100, 20, 0.0002m)));

        var audit = Audit();

        Assert.Equal("Background=0.0002 rest=0", Parts(audit));
        Assert.Equal(("claude-haiku-4-5", 2L), (audit.Parts[0].Model, audit.Reported!.Line));
    }

    [Fact]
    public void The_last_total_of_a_file_counts_and_what_came_after_it_is_told_apart()
    {
        _machine.Session("s", Line.Assistant("msg_a").Input(1_000), CostState(9m), CostState(0.005m, ("claude-opus-4-8", 1_000, 0, 0.005m)), Line.Assistant("msg_b").Input(400).At("2026-11-01T11:00:00Z"));

        Assert.Equal("Later=-0.002 rest=0", Parts(Audit()));
    }

    [Fact]
    public void A_model_with_a_price_only_at_the_client_an_unfinished_response_and_the_clients_own_prices_are_named()
    {
        _machine.Session("s",
            Line.Assistant("msg_a").Model("gnomon-7b-preview").Input(10),
            Line.Assistant("msg_b").Output(2).Stop(null),
            Line.Assistant("msg_c").Model("claude-sonnet-5").Input(1_000),
            CostState(0.50555m, ("gnomon-7b-preview", 10, 0, 0.5m), ("claude-opus-4-8", 0, 102, 0.00255m), ("claude-sonnet-5", 1_000, 0, 0.003m)));

        var audit = Audit();

        Assert.Equal(["Prices=0.001", "Unfinished=0.0025", "Unpriced=0.5", "rest=0"], Parts(audit).Split(' ').Order(StringComparer.Ordinal));
        Assert.Equal(1, audit.Parts.Single(part => part.Cause == GapCause.Unfinished).Count);
    }

    [Fact]
    public void A_status_line_total_that_went_on_through_clear_is_not_this_sessions_alone()
    {
        _machine.Session("s", Line.Assistant("msg_a").Input(1_000).At("2026-11-01T10:01:00Z"));

        var audit = Audit(prepare: ledger =>
        {
            Look(ledger, "before", 2m, 10, 20);
            Look(ledger, "s", 2.001m, 100, 110);
            Look(ledger, "s", 2.0052m, 200, 210);
        });

        Assert.Equal("Carried=2 Background=0.0002 rest=0", Parts(audit));
        Assert.True(audit.Parts[1].IsInferred);
        Assert.Equal(0.0052m, Money.ToDollars(audit.Reported!.Own));
    }

    [Fact]
    public void Another_process_that_ended_before_carries_nothing_over()
    {
        _machine.Session("s", Line.Assistant("msg_a").Input(1_000));

        Assert.Equal("Background=0.0002 rest=0", Parts(Audit(prepare: ledger =>
        {
            Look(ledger, "before", 0.001m, 10, 9);
            Look(ledger, "s", 0.0052m, 200, 30);
        })));
    }

    [Fact]
    public void Old_lines_that_say_what_they_cost_are_compared_one_by_one()
    {
        _machine.Session("s", Line.Assistant("msg_a").Input(1_000).Set("costUSD", 0.006), Line.Assistant("msg_b").Input(400));

        var audit = Audit();

        Assert.Equal("Untold=-0.002 Prices=0.001 rest=0", Parts(audit));
        Assert.Equal(ReportedSource.CostUsd, audit.Reported!.Source);
    }

    [Fact]
    public void Where_the_client_told_nothing_there_is_no_gap()
    {
        _machine.Session("s", Line.Assistant("msg_a").Input(1_000), Line.Of("cost-state").Set("totalCostUSD", "much"), Line.Of("cost-state").Set("totalCostUSD", -1));

        Assert.Null(Audit().Gap);
    }

    [Fact]
    public void What_a_rebuilt_ledger_says_of_the_client_is_what_it_said_before()
    {
        var file = _machine.Session("s", Line.Assistant("msg_a").Input(1_000).Set("costUSD", 0.006), CostState(0.0052m, ("claude-haiku-4-5", 100, 20, 0.0002m), ("claude-opus-4-8", 1_000, 0, 0.005m)));
        var before = Parts(Audit());
        File.Delete(file);

        Bursar.Ledger.Maintenance.Rebuild.Run(_machine.LedgerPath, [_machine.Root], new Pricer(_machine.Prices), TimeProvider.System, null, TestContext.Current.CancellationToken);

        Assert.Equal(before, Parts(Audit()));
    }

    [Fact]
    public void Whatever_both_sides_say_the_causes_and_the_rest_make_the_gap()
    {
        var model = Gen.Elements("claude-opus-4-8", "claude-haiku-4-5", "claude-sonnet-5", "gnomon-7b-preview");
        var response = from name in model from input in Gen.Choose(0, 5_000) from output in Gen.Choose(0, 900) from final in Gen.Elements(true, true, false) select (name, input, output, final);
        var told = from name in model from input in Gen.Choose(0, 9_000) from output in Gen.Choose(0, 2_000) from cost in Gen.Choose(0, 90_000) select (name, (long)input, (long)output, cost / 1_000_000m);
        var any = from responses in response.ListOf() from reported in told.ListOf() from total in Gen.Choose(0, 900_000) from place in Gen.Choose(0, 9) select (responses, reported, total, place);
        Check.One(Seeded.Config(60), Prop.ForAll(any.ToArbitrary(), world =>
        {
            using var machine = new Machine();
            var lines = world.responses.Select((r, i) => Line.Assistant($"msg_{i}").Model(r.name).Input(r.input).Output(r.output).Stop(r.final ? "end_turn" : null).At($"2026-11-01T10:{i % 60:00}:00Z")).ToList();
            lines.Insert(Math.Min(world.place, lines.Count), CostState(world.total / 1_000_000m, [.. world.reported.DistinctBy(r => r.name)]));
            machine.Session("s", [.. lines]);
            machine.Ingest();
            using var ledger = LedgerStore.Open(machine.LedgerPath);
            Look(ledger, "s", world.total / 2_000_000m, 100, 100);

            var audit = new Auditor(ledger, new Pricer(machine.Prices)).Audit("s", null);

            Assert.Equal(audit.Reported!.Cost, audit.Transcript + audit.Parts.Aggregate(Int128.Zero, (sum, part) => sum + (part.Amount ?? 0)) + audit.Rest!.Value);
            Assert.Equal(audit.Transcript, audit.Models.Aggregate(Int128.Zero, (sum, entry) => sum + entry.Transcript));
            Assert.All(audit.Parts.Where(part => part.Cause is GapCause.Background or GapCause.Unfinished or GapCause.Prices), part => Assert.True(part.Amount >= 0));
        }));
    }
}
