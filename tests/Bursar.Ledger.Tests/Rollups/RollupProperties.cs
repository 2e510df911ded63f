using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Reports;
using Bursar.Ledger.Rollups;
using Bursar.Pricing;
using Bursar.Tests.Properties;
using Bursar.Transcripts;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Rollups;

/// <summary>The sums that hooks decide by are those of the responses, whatever happened to the responses.</summary>
public sealed class RollupProperties
{
    private const long Quarter = 15 * 60 * Timestamp.PerSecond;
    private static readonly long FirstDay = Timestamp.Of(new DateTimeOffset(2026, 10, 20, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void After_any_history_of_writes_the_sums_are_those_of_the_responses() =>
        Check.One(Seeded.Config(80), Prop.ForAll(World.Any, Gen.Choose(0, 1_000_000).ToArbitrary(), (world, seed) =>
        {
            using var machine = new Machine();
            var random = new Random(seed);
            var files = random.Next(3) == 0 ? [.. world.Files, Long()] : world.Files.ToArray();
            var lengths = new int[files.Length];
            for (var step = 0; step < 8; step++)
            {
                Grow(machine, files, lengths, step == 7, random);
                using var ledger = LedgerStore.Open(machine.LedgerPath);
                Happen(machine, ledger, files, random);
                if (step == 7 || random.Next(2) == 0)
                {
                    AreRight(ledger, random);
                    ReportsAreRight(ledger, random);
                }
            }
        }));

    /// <summary>More than a hook's share: it is written in bulk.</summary>
    private static Transcript Long() => new($"{Machine.Project}long.jsonl",
        [.. Enumerable.Range(0, 260).Select(i => Line.Assistant($"msg_long_{i}").Session("long").Input(i).Output(1).At(Timestamp.ToDateTimeOffset(FirstDay + (i * 700 * Timestamp.PerSecond)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)).ToString())]);

    private static void Grow(Machine machine, Transcript[] files, int[] lengths, bool whole, Random random)
    {
        for (var i = 0; i < files.Length; i++)
        {
            var bytes = files[i].Bytes;
            lengths[i] = whole ? bytes.Length : random.Next(3) == 0 ? lengths[i] : random.Next(lengths[i], bytes.Length + 1);
            machine.Folder.Write("claude/" + files[i].Path, bytes.AsSpan(0, lengths[i]));
        }
    }

    private static void Happen(Machine machine, LedgerStore ledger, Transcript[] files, Random random)
    {
        var pricer = new Pricer(machine.Prices);
        switch (random.Next(5))
        {
            case 0:
                new Ingestor(ledger, pricer).Run([machine.Root]);
                break;
            case 1:
                machine.Prices = PriceSources.Load(new BursarPaths(machine.Folder.Path, machine.Folder.Path, machine.Folder.Path),
                    name => name == "BURSAR_PRICE_OPUS_INPUT" ? $"{random.Next(1, 5)}" : null);
                Ingestor.Reprice(ledger, new Pricer(machine.Prices), CancellationToken.None);
                break;
            default:
                var hooked = files.Where(file => !file.Path.Contains("subagents", StringComparison.Ordinal)).ToArray();
                random.Shuffle(hooked);
                foreach (var file in hooked.Take(random.Next(1, 3)))
                {
                    var ingest = new SessionIngest(ledger, pricer);
                    ledger.Transact(() => ingest.Run(TranscriptCatalog.FindSession(machine[file.Path])));
                }

                break;
        }
    }

    private static void AreRight(LedgerStore ledger, Random random) => ledger.Transact(() =>
    {
        // Also when only a part was asked for before: nobody's question changes another's answer.
        var since = FirstDay + (random.Next(-20, 1000) * Quarter);
        var until = random.Next(2) == 0 ? long.MaxValue : since + (random.Next(1, 500) * Quarter);
        Assert.Equal(SumsOfResponses.Of(ledger, since: since, until: until), SumsOfResponses.Text(SpendQuery.Since(ledger, since, until)));
        Assert.Equal(SumsOfResponses.Cost(ledger, session: null, since), CostQuery.Since(ledger, since).Cost);

        foreach (var session in ledger.Names.UsedBy("session").Select(entry => entry.Name).ToList())
        {
            var exact = SessionUsages.Find(ledger, session);
            if (random.Next(2) == 0)
            {
                Assert.Equal((exact?.First, exact?.Last), SpendQuery.Span(ledger, session) is { } span ? (Timestamp.ToDateTimeOffset(span.First), Timestamp.ToDateTimeOffset(span.Last)) : (null, null));
            }

            Assert.Equal(SumsOfResponses.Of(ledger, session), SumsOfResponses.Text(SpendQuery.Session(ledger, session)));
            Assert.Equal(Text(exact), Text(SessionQuery.Find(ledger, session)));
            var cost = CostQuery.Session(ledger, session);
            Assert.Equal((exact?.Sums.Cost ?? 0, exact?.Sums.Messages ?? 0, exact?.Sums.IsFloor ?? false, exact?.Sums.HasUnpriced ?? false), ((Int128)cost.Cost, cost.Responses, cost.IsFloor, cost.HasUnpriced));
            Assert.Equal(SumsOfResponses.Cost(ledger, session, since), CostQuery.Session(ledger, session, since).Cost);
        }

        Assert.Equal(SumsOfResponses.Of(ledger), SumsOfResponses.Text(SpendQuery.Since(ledger, long.MinValue)));
        return 0;
    });

    /// <summary>A report from the kept sums is the report from every response, also when some sums are stale.</summary>
    private static void ReportsAreRight(LedgerStore ledger, Random random)
    {
        var time = new LocalTime(TimeZoneInfo.FindSystemTimeZoneById(random.Next(2) == 0 ? "Asia/Kathmandu" : "America/New_York"), DayOfWeek.Monday);
        var day = DateOnly.FromDateTime(Timestamp.ToDateTimeOffset(FirstDay).Date);
        var filter = random.Next(3) == 0 ? ReportFilter.Everything : new ReportFilter(day.AddDays(random.Next(-2, 9)), day.AddDays(random.Next(0, 12)));
        foreach (var by in (Dimension[][])[[Dimension.Day], [Dimension.Hour, Dimension.Project], [Dimension.Session], [Dimension.Month, Dimension.Model], [Dimension.Agent], [Dimension.Branch], []])
        {
            Assert.Equal(Text(ReportBuilder.Build(ledger, by, filter, time, UsageRows.ForEachSingle)), Text(ReportBuilder.Build(ledger, by, filter, time)));
        }

        var now = Timestamp.ToDateTimeOffset(FirstDay).AddDays(random.Next(10));
        Assert.Equal(Text(BlockBuilder.BuildSingle(ledger, filter, time, now)), Text(BlockBuilder.Build(ledger, filter, time, now)));
    }

    private static string Text(Report report) => string.Join('\n', report.Rows.Select(row => $"{string.Join(',', row.Values)} {row.First:O} {row.Last:O} {Text(row.Sums)} {Text(row.Models)}")) + Text(report.Totals) + Text(report.Models);

    private static string Text(IReadOnlyList<Block> blocks) => string.Join('\n', blocks.Select(block => $"{block.Start:O} {block.End:O} {block.FirstActivity:O} {block.LastActivity:O} {block.IsActive} {block.IsGap} {Text(block.Sums)} {Text(block.Models)}"));

    private static string Text(IReadOnlyList<ModelUsage> models) => string.Join(';', models.Select(model => $"{model.Model} {Text(model.Sums)}"));

    private static string Text(SessionUsage? usage) => usage is null ? "" :
        $"{usage.SessionId} {usage.Project} {usage.First:O} {usage.Last:O} {Text(usage.Sums)}\n"
        + string.Join('\n', usage.Models.Select(model => $"{model.Model}: {Text(model.Sums)}")) + '\n'
        + string.Join('\n', usage.Agents.Select(agent => $"{agent.Agent} {agent.Count}: {Text(agent.Sums)}"));

    private static string Text(UsageSums sums) => string.Join(' ', sums.Input, sums.Output, sums.CacheWrite5m, sums.CacheWrite1h, sums.CacheRead, sums.WebSearches,
        sums.Messages, sums.Turns, sums.Unfinished, sums.UnpricedMessages, sums.UnpricedTokens, sums.HasUnpriced, sums.Cost);
}
