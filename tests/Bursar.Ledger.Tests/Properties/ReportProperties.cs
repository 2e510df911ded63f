using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Reports;
using Bursar.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Properties;

/// <summary>Every view of the same books shows the same totals, and its parts add up to them to the last digit.</summary>
public sealed class ReportProperties
{
    private static readonly string[] Zones = ["UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Chatham", "Pacific/Kiritimati", "America/St_Johns"];

    private static string Figures(UsageSums sums) =>
        $"{sums.Input} {sums.Output} {sums.CacheWrite5m} {sums.CacheWrite1h} {sums.CacheRead} {sums.WebSearches} {sums.Messages} {sums.Turns} {sums.Unfinished} {sums.UnpricedMessages} {sums.UnpricedTokens} {sums.Cost}";

    private static string Sum(IEnumerable<UsageSums> parts)
    {
        var sum = new UsageSums();
        foreach (var part in parts)
        {
            sum.Add(part);
        }

        return Figures(sum);
    }

    private static void Holds(int cases, Action<LedgerStore, LocalTime, Random> property) =>
        Check.One(Seeded.Config(cases), Prop.ForAll(World.Any, Gen.Choose(0, 1_000_000).ToArbitrary(), (world, seed) =>
        {
            using var machine = new Machine();
            foreach (var file in world.Files)
            {
                machine.Write(file.Path, file.Text);
            }

            var random = new Random(seed);
            using var ledger = LedgerStore.Open(machine.LedgerPath);
            new Ingestor(ledger, new Pricer(machine.Prices)).Run([machine.Root]);
            property(ledger, new LocalTime(TimeZoneInfo.FindSystemTimeZoneById(Zones[random.Next(Zones.Length)]), (DayOfWeek)random.Next(7)), random);
        }));

    [Fact]
    public void Every_dimension_shows_the_same_totals() => Holds(40, (ledger, time, _) =>
    {
        var totals = Figures(ReportBuilder.Build(ledger, [], ReportFilter.Everything, Machine.Utc).Totals);
        foreach (var dimension in Enum.GetValues<Dimension>())
        {
            AddsUp(ReportBuilder.Build(ledger, [dimension], ReportFilter.Everything, time), totals);
            AddsUp(ReportBuilder.Build(ledger, [dimension], new ReportFilter { View = Bursar.Attribution.ActionView.Own }, time), totals);
        }
    });

    [Fact]
    public void So_does_any_combination_of_dimensions() => Holds(40, (ledger, time, random) =>
    {
        var totals = Figures(ReportBuilder.Build(ledger, [], ReportFilter.Everything, Machine.Utc).Totals);
        var by = Enum.GetValues<Dimension>();
        random.Shuffle(by);
        AddsUp(ReportBuilder.Build(ledger, by[..random.Next(2, 5)], ReportFilter.Everything, time), totals);
    });

    [Fact]
    public void Blocks_add_up_to_the_same_totals() => Holds(40, (ledger, time, _) =>
    {
        var blocks = BlockBuilder.Build(ledger, ReportFilter.Everything, time, DateTimeOffset.UnixEpoch);

        Assert.Equal(Figures(ReportBuilder.Build(ledger, [], ReportFilter.Everything, time).Totals), Sum(blocks.Select(block => block.Sums)));
        Assert.All(blocks, block => Assert.Equal(Figures(block.Sums), Sum(block.Models.Select(model => model.Sums))));
    });

    [Fact]
    public void The_sessions_one_by_one_add_up_to_the_same_totals() => Holds(40, (ledger, time, _) =>
    {
        var report = ReportBuilder.Build(ledger, [Dimension.Session], ReportFilter.Everything, time);
        var sessions = report.Rows.Select(row => SessionUsages.Find(ledger, row.Values[0]!)!).ToList();

        Assert.Equal(Figures(report.Totals), Sum(sessions.Select(session => session.Sums)));
        Assert.All(sessions, session => Assert.Equal(Figures(session.Sums), Sum(session.Agents.Select(agent => agent.Sums))));
    });

    [Fact]
    public void The_days_before_and_from_a_day_on_add_up_to_all_days() => Holds(40, (ledger, time, random) =>
    {
        var day = new DateOnly(2026, 10, 20).AddDays(random.Next(30));
        var dated = ReportBuilder.Build(ledger, [Dimension.Day], ReportFilter.Everything, time).Rows.Where(row => row.Values[0] is not null).Select(row => row.Sums);

        Assert.Equal(Sum(dated), Sum([
            ReportBuilder.Build(ledger, [], new ReportFilter(Until: day.AddDays(-1)), time).Totals,
            ReportBuilder.Build(ledger, [], new ReportFilter(Since: day, Until: day), time).Totals,
            ReportBuilder.Build(ledger, [], new ReportFilter(Since: day.AddDays(1)), time).Totals]));
    });

    private static void AddsUp(Report report, string totals)
    {
        Assert.Equal(totals, Figures(report.Totals));
        Assert.Equal(totals, Sum(report.Rows.Select(row => row.Sums)));
        Assert.Equal(totals, Sum(report.Models.Select(model => model.Sums)));
        Assert.All(report.Rows, row => Assert.Equal(Figures(row.Sums), Sum(row.Models.Select(model => model.Sums))));
        Assert.Equal(report.Rows.Count, report.Rows.Select(row => string.Join('|', row.Values.Select(value => value ?? "\0"))).Distinct().Count());
    }
}
