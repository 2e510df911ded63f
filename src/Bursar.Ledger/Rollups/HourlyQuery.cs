using Bursar.Forecasting;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Ledger.Rollups;

/// <summary>What was spent by local day and hour, and how far the sums can be trusted.</summary>
/// <param name="Dates">Exact sums by day, in picodollars.</param>
/// <param name="HasUnpriced">Some of it has no price.</param>
/// <param name="IsFloor">Some response never got its final usage.</param>
/// <param name="Floors">The days on which either was so: their sums are at least so much.</param>
public sealed record HourlyUse(UseHistory History, IReadOnlyDictionary<DateOnly, Int128> Dates, bool HasUnpriced, bool IsFloor, IReadOnlySet<DateOnly> Floors)
{
    /// <summary>Picodollars of the days from one to before another.</summary>
    public Int128 Spent(DateOnly from, DateOnly until) => Dates.Where(day => day.Key >= from && day.Key < until).Aggregate((Int128)0, (sum, day) => sum + day.Value);

    public bool IsFloorIn(DateOnly from, DateOnly until) => Floors.Any(day => day >= from && day < until);
}

/// <summary>Costs by the hours of a time zone, from the sums that are kept.</summary>
public static class HourlyQuery
{
    /// <summary>In a write transaction: stale sums are made anew first.</summary>
    /// <param name="time">The zone; hours are those of its clock, so a day of a change has one twice or not at all.</param>
    /// <param name="until">Microseconds of UTC; later use is left out, and the history goes through the day it falls in.</param>
    public static HourlyUse Read(LedgerStore ledger, LocalTime time, long until, Scope scope)
    {
        RollupTable.RefreshSince(ledger.Database, long.MinValue);
        var hours = new SortedDictionary<DateOnly, double[]>();
        var dates = new Dictionary<DateOnly, Int128>();
        var (hasUnpriced, isFloor) = (false, false);
        var floors = new HashSet<DateOnly>();
        using (var rows = ledger.Database.Prepare(
            $"SELECT quarter, project, branch, model, skill, agent, sum(cost), sum(unpriced_rows), sum(unfinished) FROM rollups WHERE quarter >= 0 AND quarter <= {until / RollupTable.Quarter} AND NOT {RollupTable.IsEmpty} GROUP BY 1, 2, 3, 4, 5, 6"))
        {
            string? Name(int column) => rows.Int64(column) is var id and not 0 ? ledger.Names.Name(id) : null;
            while (rows.Step())
            {
                if (!scope.IsEverything && !scope.Matches(new Context(Name(1), Name(2), Name(3), Name(4), Name(5))))
                {
                    continue;
                }

                var local = time.Of(rows.Int64(0) * RollupTable.Quarter);
                var day = DateOnly.FromDateTime(local);
                if (!hours.TryGetValue(day, out var sums))
                {
                    hours.Add(day, sums = new double[UseHistory.HoursPerDay]);
                }

                sums[local.Hour] += (double)rows.Int64(6) / Money.PerDollar;
                dates[day] = dates.GetValueOrDefault(day) + rows.Int64(6);
                hasUnpriced |= rows.Int64(7) > 0;
                isFloor |= rows.Int64(8) > 0;
                if (rows.Int64(7) > 0 || rows.Int64(8) > 0)
                {
                    floors.Add(day);
                }
            }
        }

        return new HourlyUse(WithoutGaps(hours, DateOnly.FromDateTime(time.Of(until))), dates, hasUnpriced, isFloor, floors);
    }

    private static UseHistory WithoutGaps(SortedDictionary<DateOnly, double[]> hours, DateOnly today)
    {
        var first = hours.Count == 0 ? today : hours.Keys.First();
        return new UseHistory(first, [.. Enumerable.Range(0, today.DayNumber - first.DayNumber + 1).Select(i => hours.GetValueOrDefault(first.AddDays(i)) ?? new double[UseHistory.HoursPerDay])]);
    }
}
