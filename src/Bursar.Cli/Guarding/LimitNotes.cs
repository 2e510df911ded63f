using Bursar.Policy;

namespace Bursar.Cli.Guarding;

/// <summary>What must be said beside limits so that none is taken for what it is not.</summary>
internal static class LimitNotes
{
    public static IReadOnlyList<string> Of(IReadOnlyList<LimitStatus> limits) =>
    [
        .. limits.Where(limit => limit.Allowed > 0).Select(limit => $"{limit.Name} includes {Amount.Text(limit.Limit.Kind, limit.Allowed)} that a human allowed on top."),
        .. limits.Where(limit => limit.Advisory is not null).Select(limit => $"{limit.Name} is advisory: {limit.Advisory}.").Distinct(StringComparer.Ordinal),
    ];
}
