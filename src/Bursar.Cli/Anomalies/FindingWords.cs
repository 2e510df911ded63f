using Bursar.Anomalies;
using Bursar.Cli.Dashboards;

namespace Bursar.Cli.Anomalies;

/// <summary>What an anomaly is called.</summary>
internal static class FindingWords
{
    public static string What(Finding finding) => $"{finding.Kind.Word().Replace('_', ' ')} of a {finding.Of}";

    /// <summary>Ids are long; a session's first part is what <c>--session</c> takes.</summary>
    public static string Which(Finding finding) => finding.Of is "session" or "thread" ? DashboardWords.Session(finding.Subject) : finding.Subject;
}
