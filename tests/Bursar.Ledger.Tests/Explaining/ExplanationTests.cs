using Bursar.Ledger;
using Bursar.Ledger.Explaining;
using Bursar.Pricing;
using Bursar.Tests.Properties;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Explaining;

/// <summary>What a figure is said to be made of, against the figure.</summary>
public sealed class ExplanationTests : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    private Explanation OfMessage(string id)
    {
        _machine.Ingest();
        using var ledger = LedgerStore.Open(_machine.LedgerPath);
        return Explanation.Of(BilledPasses.OfMessage(ledger, id), new Pricer(_machine.Prices));
    }

    [Fact]
    public void The_sessions_of_a_ledger_explained_one_by_one_make_its_total() =>
        Check.One(Seeded.Config(30), Prop.ForAll(World.Any, world =>
        {
            using var machine = new Machine();
            foreach (var file in world.Files)
            {
                machine.Folder.Write("claude/" + file.Path, file.Bytes);
            }

            var report = machine.Report(Bursar.Ledger.Reports.Dimension.Session);
            using var ledger = LedgerStore.Open(machine.LedgerPath);
            foreach (var row in report.Rows)
            {
                var explanation = Explanation.Of(BilledPasses.OfSession(ledger, row.Values[0]!), new Pricer(machine.Prices));
                Assert.Equal(row.Sums.Cost, explanation.Cost);
                Assert.Equal(row.Sums.Cost, explanation.Passes.Aggregate(Int128.Zero, (sum, entry) => sum + (entry.Working?.Total ?? 0)));
                Assert.Equal(row.Sums.Cost, explanation.Models.Aggregate(Int128.Zero, (sum, model) => sum + model.Cost));
                Assert.Equal(row.Sums.Output, explanation.Models.Sum(model => model.Sum(usage => usage.Output)));
            }
        }));

    [Fact]
    public void A_response_is_found_by_its_id_at_the_line_that_gave_the_bill_with_the_pass_beside_it()
    {
        var advisor = new System.Text.Json.Nodes.JsonObject { ["type"] = "advisor_message", ["model"] = "claude-haiku-4-5", ["input_tokens"] = 1000, ["output_tokens"] = 0 };
        var file = _machine.Session("s", Line.User("2026-11-01T09:59:00Z"), Line.Assistant("msg_a").Input(10).Output(1).Stop(null), Line.Assistant("msg_a").Input(10).Output(100).Iterations(advisor));

        var passes = OfMessage("msg_a").Passes;

        Assert.Equal([(0, file, 3L, "claude-opus-4-8", 2_550_000_000L), (1, file, 3L, "claude-haiku-4-5", 1_000_000_000L)],
            passes.Select(entry => (entry.Pass.Part, entry.Pass.File!, entry.Pass.Line, entry.Pass.Model!, entry.Pass.Cost!.Value)));
    }

    [Fact]
    public void An_id_that_a_gateway_used_twice_shows_both_and_a_beginning_of_several_is_refused()
    {
        _machine.Session("s", Line.Assistant("gen-1").Request("req_1").Input(1), Line.Assistant("gen-1").Request("req_2").Input(2), Line.Assistant("gen-12").Request("req_3").Input(4), Line.Assistant("msg_abc").Input(8));

        Assert.Equal([1L, 2L], OfMessage("gen-1").Passes.Select(entry => entry.Pass.Usage.Input).Order());
        Assert.Equal(8, OfMessage("msg_a").Passes.Single().Pass.Usage.Input);
        Assert.Contains("several responses begin with gen", Assert.Throws<UserError>(() => OfMessage("gen")).Message, StringComparison.Ordinal);
        Assert.Contains("no response msg_x", Assert.Throws<UserError>(() => OfMessage("msg_x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_priced_by_other_prices_is_not_explained_by_these()
    {
        _machine.Session("s", Line.Assistant("msg_a").Input(10));
        _machine.Ingest();
        using var ledger = LedgerStore.Open(_machine.LedgerPath);
        var other = PriceTable.Embedded();
        var dearer = other.With("dearer", other.Models.Select(new PriceOverride("a test", null, null) { Input = 7_000_000 }.Over));

        var error = Assert.Throws<UserError>(() => Explanation.Of(BilledPasses.OfMessage(ledger, "msg_a"), new Pricer(dearer)));

        Assert.Contains("other prices than those in force", error.Message, StringComparison.Ordinal);
    }
}
