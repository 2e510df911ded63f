using Bursar.Ledger.Reports;

namespace Bursar.Cli.Reports;

/// <summary>Sessions as people name them: by the beginning of their id, which every command takes, as long as it tells them apart.</summary>
internal sealed class SessionNames
{
    private const int Length = 8;

    private readonly HashSet<string> _shared;

    public SessionNames(Report report)
    {
        var at = report.By.ToList().IndexOf(Dimension.Session);
        _shared = at < 0 ? [] : [.. report.Rows.Select(row => row.Values[at]).OfType<string>().Distinct(StringComparer.Ordinal).GroupBy(Beginning).Where(group => group.Count() > 1).Select(group => group.Key)];
    }

    public string Short(string session) => _shared.Contains(Beginning(session)) ? session : Beginning(session);

    private static string Beginning(string session) => session.Length > Length ? session[..Length] : session;
}
