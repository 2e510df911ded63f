using Bursar.Ledger.Actions;
using Bursar.Transcripts;

namespace Bursar.Ledger.Reports;

/// <summary>
/// Groups the ledger's rows. A group is found dimension by dimension: (group so far, value) → group, so that any number
/// of dimensions costs one look-up each and no key is built.
/// </summary>
public static class ReportBuilder
{
    private const long NoValue = long.MinValue;

    public static Report Build(LedgerStore ledger, IReadOnlyList<Dimension> by, ReportFilter filter, LocalTime time) => Build(ledger, by, filter, time, UsageRows.ForEach);

    internal static Report Build(LedgerStore ledger, IReadOnlyList<Dimension> by, ReportFilter filter, LocalTime time, UsageRows.Source source) =>
        LedgerStore.Guarded(ledger.Path, () =>
        {
            var children = new Dictionary<(int Parent, long Value), int>();
            var groups = new List<Group> { new(-1, 0) };
            var byModel = new Dictionary<(int Group, long Model), UsageSums>();
            var tools = new ToolShares(ledger.Names);
            void Add(in UsageRow row)
            {
                var group = 0;
                foreach (var dimension in by)
                {
                    var key = (group, Value(dimension, row, time));
                    if (!children.TryGetValue(key, out group))
                    {
                        group = groups.Count;
                        groups.Add(new Group(key.group, key.Item2));
                        children.Add(key, group);
                    }
                }

                groups[group].Touch(row.At, row.Last);
                var model = (group, row.Model ?? NoValue);
                if (!byModel.TryGetValue(model, out var sums))
                {
                    sums = new UsageSums();
                    byModel.Add(model, sums);
                }

                sums.Add(row);
            }

            source(ledger, by, filter, time, by.Contains(Dimension.Tool) ? (in UsageRow row) => tools.Split(row, Add) : Add);

            return Finish(new Labels(ledger.Names, tools), by, groups, byModel);
        });

    private static long Value(Dimension dimension, in UsageRow row, LocalTime time) => dimension switch
    {
        Dimension.Project => row.Project,
        Dimension.Session => row.Session,
        Dimension.Model => row.Model,
        Dimension.Agent => row.Agent,
        Dimension.Skill => row.Skill,
        Dimension.Plugin => row.Plugin,
        Dimension.Mcp => row.McpServer,
        Dimension.Branch => row.Branch,
        Dimension.Action => row.Action,
        Dimension.Tool => row.Answers,
        _ => row.At is { } at ? time.Start(dimension, at) : null,
    } ?? NoValue;

    private static Report Finish(Labels labels, IReadOnlyList<Dimension> by, List<Group> groups, Dictionary<(int Group, long Model), UsageSums> byModel)
    {
        var totals = new UsageSums();
        var models = new Dictionary<long, UsageSums>();
        foreach (var ((_, model), sums) in byModel)
        {
            totals.Add(sums);
            if (!models.TryGetValue(model, out var sum))
            {
                sum = new UsageSums();
                models.Add(model, sum);
            }

            sum.Add(sums);
        }

        var rows = byModel.GroupBy(entry => entry.Key.Group)
            .Select(group => (Keys: Path(groups, group.Key), Row: Row(labels, by, groups, group.Key, group.Select(entry => (entry.Key.Model, entry.Value)))))
            .ToList();
        rows.Sort((a, b) => Compare(by, a.Keys, a.Row, b.Keys, b.Row));
        return new Report(by, [.. rows.Select(row => row.Row)], totals, Models(labels, models.Select(entry => (entry.Key, entry.Value))));
    }

    private static ReportRow Row(Labels labels, IReadOnlyList<Dimension> by, List<Group> groups, int group, IEnumerable<(long, UsageSums)> byModel)
    {
        var models = Models(labels, byModel);
        var sums = new UsageSums();
        foreach (var model in models)
        {
            sums.Add(model.Sums);
        }

        var values = Path(groups, group).Select((value, i) => Text(labels, by[i], value)).ToArray();
        return new ReportRow(values, sums, models, groups[group].First, groups[group].Last);
    }

    private static IReadOnlyList<ModelUsage> Models(Labels labels, IEnumerable<(long Model, UsageSums Sums)> models) =>
        [.. models.Select(entry => new ModelUsage(labels.Names.Name(entry.Model == NoValue ? null : entry.Model), entry.Sums))
            .OrderByDescending(entry => entry.Sums.Cost).ThenByDescending(entry => entry.Sums.Total).ThenBy(entry => entry.Model, StringComparer.Ordinal)];

    private static string? Text(Labels labels, Dimension dimension, long value) =>
        value == NoValue ? null : dimension.IsTime() ? LocalTime.Format(dimension, value)
        : dimension == Dimension.Action ? ActionKey.Text(value, labels.Names)
        : dimension == Dimension.Tool ? labels.Tools.Name(value)
        : labels.Names.Name(value);

    private sealed record Labels(NameTable Names, ToolShares Tools);

    private static long[] Path(List<Group> groups, int group)
    {
        var values = new Stack<long>();
        for (; groups[group].Parent >= 0; group = groups[group].Parent)
        {
            values.Push(groups[group].Value);
        }

        return [.. values];
    }

    /// <summary>Times in their order, everything else by cost; names decide ties, so that the order is always the same.</summary>
    private static int Compare(IReadOnlyList<Dimension> by, long[] a, ReportRow rowA, long[] b, ReportRow rowB)
    {
        for (var i = 0; i < by.Count && by[i].IsTime(); i++)
        {
            if (a[i] != b[i])
            {
                return a[i].CompareTo(b[i]);
            }
        }

        var order = rowB.Sums.Cost.CompareTo(rowA.Sums.Cost);
        order = order != 0 ? order : rowB.Sums.Total.CompareTo(rowA.Sums.Total);
        for (var i = 0; order == 0 && i < by.Count; i++)
        {
            order = string.CompareOrdinal(rowA.Values[i], rowB.Values[i]);
        }

        return order;
    }

    private sealed class Group(int parent, long value)
    {
        private long _first = long.MaxValue;
        private long _last = long.MinValue;

        public int Parent { get; } = parent;

        public long Value { get; } = value;

        public DateTimeOffset? First => _first == long.MaxValue ? null : Timestamp.ToDateTimeOffset(_first);

        public DateTimeOffset? Last => _last == long.MinValue ? null : Timestamp.ToDateTimeOffset(_last);

        public void Touch(long? first, long? last)
        {
            if (first is { } from && last is { } to)
            {
                _first = Math.Min(_first, from);
                _last = Math.Max(_last, to);
            }
        }
    }
}
