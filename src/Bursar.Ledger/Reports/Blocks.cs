using System.Runtime.InteropServices;
using Bursar.Transcripts;

namespace Bursar.Ledger.Reports;

/// <summary>A five-hour billing window, or the gap between two.</summary>
/// <param name="Start">Floored to the hour of UTC.</param>
/// <param name="End">Five hours later; for a gap, the next window's start.</param>
/// <param name="LastActivity">The last response in it.</param>
/// <param name="IsActive">Whether the window is still open and in use.</param>
/// <param name="IsGap">Whether nothing happened in it.</param>
public sealed record Block(DateTimeOffset? Start, DateTimeOffset? End, DateTimeOffset? LastActivity, bool IsActive, bool IsGap, UsageSums Sums, IReadOnlyList<ModelUsage> Models)
{
    /// <summary>The first response, from which the rate of spending counts.</summary>
    public DateTimeOffset? FirstActivity { get; init; }
}

/// <summary>Cuts history into the five-hour windows in which subscriptions meter usage.</summary>
public static class BlockBuilder
{
    public static readonly TimeSpan Length = TimeSpan.FromHours(5);

    private const long LengthMicros = 5L * 3600 * Timestamp.PerSecond;
    private const long Hour = 3600 * Timestamp.PerSecond;

    /// <summary>A window and the rows in it, by their places in the order of time.</summary>
    /// <param name="Start">Null for what tells no time.</param>
    private readonly record struct Window(long? Start, long Last, int Begin, int End);

    /// <summary>
    /// Windows are those of everything, whatever is asked for: a day's first response opens none if one is open, nor does a
    /// model's. Days choose windows, each shown whole; the other filters choose what is summed up in them.
    /// </summary>
    public static IReadOnlyList<Block> Build(LedgerStore ledger, ReportFilter filter, LocalTime time, DateTimeOffset now) =>
        LedgerStore.Guarded(ledger.Path, () => Build(ledger, filter, time, now, UsageRows.ForEach) ?? BuildSingle(ledger, filter, time, now));

    /// <summary>The same from every response.</summary>
    internal static IReadOnlyList<Block> BuildSingle(LedgerStore ledger, ReportFilter filter, LocalTime time, DateTimeOffset now) =>
        Build(ledger, filter, time, now, UsageRows.ForEachSingle)!;

    private static List<Block>? Build(LedgerStore ledger, ReportFilter filter, LocalTime time, DateTimeOffset now, UsageRows.Source source)
    {
        var all = Rows(ledger, ReportFilter.Everything, time, source);
        if (Cut(all) is not { } windows)
        {
            return null;
        }

        var wanted = filter with { Since = null, Until = null };
        var rows = wanted == ReportFilter.Everything ? all : Rows(ledger, wanted, time, source);
        var (since, until) = (filter.Since is { } first ? time.StartOfDay(first) : long.MinValue, filter.Until is { } last ? time.StartOfDay(last.AddDays(1)) : long.MaxValue);
        var hasDays = filter.Since is not null || filter.Until is not null;
        var blocks = new List<Block>();
        Window? before = null;
        for (int w = 0, i = 0; w < windows.Count; w++)
        {
            var window = windows[w];
            var begin = i;
            var isWanted = !hasDays;
            for (; i < rows.Count && (window.Start is null ? rows[i].At is null : rows[i].At <= window.Last); i++)
            {
                isWanted |= rows[i].Last >= since && rows[i].At < until;
            }

            if (i == begin || !isWanted)
            {
                before = null;
                continue;
            }

            if (before is { } previous && window.Start is not null && all[window.Begin].At is { } opened && opened > previous.Last + LengthMicros)
            {
                blocks.Add(Gap(previous.Last, opened));
            }

            blocks.Add(Create(ledger, rows, begin, i, window, now));
            before = window.Start is null ? null : window;
        }

        return blocks;
    }

    private static OrderedRows Rows(LedgerStore ledger, ReportFilter filter, LocalTime time, UsageRows.Source source)
    {
        var rows = new List<UsageRow>();
        source(ledger, [], filter, time, (in UsageRow row) => rows.Add(row));
        return new OrderedRows(rows);
    }

    /// <summary>Rows in the order of time, those without one first. They are large, so that their places are sorted and not they.</summary>
    private sealed class OrderedRows
    {
        private readonly List<UsageRow> _rows;
        private readonly int[] _order;

        public OrderedRows(List<UsageRow> rows)
        {
            _rows = rows;
            _order = new int[rows.Count];
            var times = new long[rows.Count];
            var span = CollectionsMarshal.AsSpan(rows);
            for (var i = 0; i < span.Length; i++)
            {
                (_order[i], times[i]) = (i, span[i].At ?? long.MinValue);
                Untimed += span[i].At is null ? 1 : 0;
            }

            Array.Sort(times, _order);
        }

        public int Count => _order.Length;

        public int Untimed { get; }

        public ref readonly UsageRow this[int index] => ref CollectionsMarshal.AsSpan(_rows)[_order[index]];
    }

    /// <returns>Null when a row of kept sums holds responses of two windows: one ends on a quarter of an hour, that instant included.</returns>
    private static List<Window>? Cut(OrderedRows rows)
    {
        var windows = new List<Window>();
        for (var i = 0; i < rows.Count;)
        {
            var first = i;
            if (rows[i].At is not { } firstAt)
            {
                i = rows.Untimed;
                windows.Add(new Window(null, 0, first, i));
                continue;
            }

            var start = firstAt - (firstAt % Hour);
            var last = rows[i].Last!.Value;
            for (i++; i < rows.Count && rows[i].At <= start + LengthMicros && rows[i].At <= last + LengthMicros; i++)
            {
                last = Math.Max(last, rows[i].Last!.Value);
            }

            if (last > start + LengthMicros)
            {
                return null;
            }

            windows.Add(new Window(start, last, first, i));
        }

        return windows;
    }

    private static Block Create(LedgerStore ledger, OrderedRows rows, int begin, int end, Window window, DateTimeOffset now)
    {
        var sums = new UsageSums();
        var models = new Dictionary<long, UsageSums>();
        for (var i = begin; i < end; i++)
        {
            ref readonly var row = ref rows[i];
            sums.Add(row);
            var model = row.Model ?? 0;
            if (!models.TryGetValue(model, out var ofModel))
            {
                ofModel = new UsageSums();
                models.Add(model, ofModel);
            }

            ofModel.Add(row);
        }

        var usage = models.Select(entry => new ModelUsage(ledger.Names.Name(entry.Key == 0 ? null : entry.Key), entry.Value))
            .OrderByDescending(entry => entry.Sums.Cost).ThenBy(entry => entry.Model, StringComparer.Ordinal).ToList();
        if (window.Start is not { } from)
        {
            return new Block(null, null, null, false, false, sums, usage);
        }

        var last = 0L;
        for (var i = begin; i < end; i++)
        {
            last = Math.Max(last, rows[i].Last!.Value);
        }

        var opened = Timestamp.ToDateTimeOffset(from);
        var isActive = now - Timestamp.ToDateTimeOffset(window.Last) < Length && now >= opened && now < opened + Length;
        return new Block(opened, opened + Length, Timestamp.ToDateTimeOffset(last), isActive, false, sums, usage) { FirstActivity = Timestamp.ToDateTimeOffset(rows[begin].At!.Value) };
    }

    private static Block Gap(long last, long next) =>
        new(Timestamp.ToDateTimeOffset(last + LengthMicros), Timestamp.ToDateTimeOffset(next), null, false, true, new UsageSums(), []);
}
