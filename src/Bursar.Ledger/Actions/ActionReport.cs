using Bursar.Attribution;
using Bursar.Ledger.Reports;

namespace Bursar.Ledger.Actions;

/// <summary>What one action used in one session with one model.</summary>
/// <param name="First">Its first response there; null when none has a timestamp.</param>
/// <param name="Name">The skill or command, the subagent's type, the automatic prompt's label; null for what has none.</param>
public sealed record ActionRow(DateTimeOffset? First, DateTimeOffset? Last, string SessionId, ActionType Type, string? Name, string? Model, UsageSums Sums);

/// <summary>Rows in the order of time; together they are the totals, in either view.</summary>
public sealed record ActionReport(ActionView View, IReadOnlyList<ActionRow> Rows, UsageSums Totals, IReadOnlyList<ModelUsage> Models)
{
    public static ActionReport Build(LedgerStore ledger, ReportFilter filter, LocalTime time)
    {
        var report = ReportBuilder.Build(ledger, [Dimension.Session, Dimension.Action, Dimension.Model], filter, time);
        var rows = report.Rows.Select(Row)
            .OrderBy(row => row.First).ThenBy(row => row.SessionId, StringComparer.Ordinal).ThenBy(row => row.Type).ThenBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Model, StringComparer.Ordinal);
        return new ActionReport(filter.View, [.. rows], report.Totals, report.Models);
    }

    private static ActionRow Row(ReportRow row)
    {
        var action = row.Values[1]!;
        var colon = action.IndexOf(':', StringComparison.Ordinal);
        var (type, name) = colon < 0 ? (action, null) : (action[..colon], action[(colon + 1)..]);
        return new ActionRow(row.First, row.Last, row.Values[0]!, Enum.GetValues<ActionType>().First(known => ActionTypes.Name(known) == type), name, row.Values[2], row.Sums);
    }
}

public static class ActionTypes
{
    public static string Name(ActionType type) => ActionKey.TypeName(type);
}
