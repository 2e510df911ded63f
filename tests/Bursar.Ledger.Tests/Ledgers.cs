using System.Text;
using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Reports;
using Bursar.Pricing;

namespace Bursar.Tests;

/// <summary>A machine: a folder with transcripts, a ledger beside it, and what a user would ask of it.</summary>
internal sealed class Machine : IDisposable
{
    public const string Project = "projects/-home-user-project/";

    private readonly TempFolder _folder = new();

    public static LocalTime Utc => new(TimeZoneInfo.Utc, DayOfWeek.Sunday);

    public PriceTable Prices { get; set; } = PriceTable.Embedded();

    public string Root => _folder["claude"];

    public string LedgerPath => _folder["bursar/ledger.db"];

    public string this[string relative] => _folder["claude/" + relative];

    public TempFolder Folder => _folder;

    /// <summary>Writes a session's transcript; lines without a session id get the session's.</summary>
    public string Session(string id, params Line[] lines) => Write(Project + id + ".jsonl", id, lines);

    public string Subagent(string session, string agent, params Line[] lines) => Write($"{Project}{session}/subagents/agent-{agent}.jsonl", session, lines);

    public string Write(string relative, string session, params Line[] lines) => Write(relative, string.Concat(lines.Select(line => Stamp(line, session) + "\n")));

    public string Write(string relative, string text) => _folder.Write("claude/" + relative, Encoding.UTF8.GetBytes(text));

    public static Line Stamp(Line line, string session) => line.Json.ContainsKey("sessionId") ? line : line.Session(session);

    public IngestResult Ingest()
    {
        using var ledger = LedgerStore.Open(LedgerPath);
        return new Ingestor(ledger, new Pricer(Prices)).Run([Root]);
    }

    /// <summary>Reads what is new and reports.</summary>
    public Report Report(params Dimension[] by) => Report(ReportFilter.Everything, Utc, by);

    public Report Report(ReportFilter filter, LocalTime time, params Dimension[] by)
    {
        Ingest();
        using var ledger = LedgerStore.Open(LedgerPath);
        return ReportBuilder.Build(ledger, by, filter, time);
    }

    public UsageSums Totals => Report().Totals;

    public decimal Dollars => Money.ToDollars(Totals.Cost);

    /// <summary>Messages by value of one dimension, as text: "a=2 b=1 -=3".</summary>
    public string Messages(Dimension by) => string.Join(' ', Report(by).Rows.OrderBy(row => row.Values[0], StringComparer.Ordinal).Select(row => $"{row.Values[0] ?? "-"}={row.Sums.Messages}"));

    public Findings Findings()
    {
        Ingest();
        using var ledger = LedgerStore.Open(LedgerPath);
        return Bursar.Ledger.Reports.Findings.Read(ledger, new HashSet<string>());
    }

    public string Content() => LedgerContent.Of(LedgerPath);

    public void Dispose() => _folder.Dispose();
}
