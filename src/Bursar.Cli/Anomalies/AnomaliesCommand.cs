using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bursar.Anomalies;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Ledger;
using Bursar.Ledger.Anomalies;
using Bursar.Ledger.Reports;
using Bursar.Transcripts;

namespace Bursar.Cli.Anomalies;

/// <summary>What in the ledger is out of the ordinary.</summary>
internal static class AnomaliesCommand
{
    /// <summary>Days looked at when no first day is named.</summary>
    private const int RecentDays = 30;

    public static Command Create(CommandContext context)
    {
        var since = new DayOption("--since", $"First day to show ({DayOption.Forms}; default: the last {RecentDays} days).");
        var session = new Option<string?>("--session") { Description = "Only what happened in this session (id, or its beginning).", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var noIngest = new Option<bool>("--no-ingest") { Description = "Look at the ledger as it is, without reading transcripts." };
        var command = new ExampleCommand("anomalies", "Spikes, loops, runaway subagents, caches written again: what, when, how much, and why it is shown (docs/anomalies.md).", "bursar anomalies --since 2026-11-01");
        foreach (var option in new Option[] { since, session, json, noIngest })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var time = context.Time();
            using var ledger = context.OpenForSums(!parsed.GetValue(noIngest));
            var only = parsed.GetValue(session) is { } wanted ? SessionUsages.ResolveKnown(ledger, wanted) : null;
            var first = since.Read(parsed, context) ?? DateOnly.FromDateTime(time.At(Timestamp.Of(context.Clock.GetUtcNow()))).AddDays(1 - RecentDays);

            // Of one session, all of it, unless a day is named.
            var from = only is not null && since.Read(parsed, context) is null ? long.MinValue : time.StartOfDay(first);
            var findings = ledger.WithSums(() => new AnomalyQuery(ledger, time).Find(from, only));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(context.Terminal, writer => Write(writer, findings));
            }
            else
            {
                Print(context.Terminal, findings, time);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Print(Terminal terminal, IReadOnlyList<Finding> findings, LocalTime time)
    {
        if (findings.Count == 0)
        {
            terminal.Out.WriteLine("Nothing out of the ordinary. What would be: docs/anomalies.md.");
            return;
        }

        Column[] columns = [new("When", "at", IsNumber: false), new("What", "kind", IsNumber: false), new("Of", "of", IsNumber: false, IsWide: true), new("Which", "subject", IsNumber: false), new("Cost", "cost"), new("Why", "why", IsNumber: false, Wraps: true)];
        var rows = findings.Select(finding => new SheetRow(
            [
                Cell.Of(time.At(finding.Until).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)), Cell.Of(finding.Kind.Word().Replace('_', ' ')), Cell.Of(finding.Of), Cell.Of(FindingWords.Which(finding)), Numbers.Cost(finding.Cost), Cell.Of(finding.Why),
            ], finding.Severity == Severity.Critical ? RowKind.Marked : RowKind.Plain));
        SheetRenderer.Render(new Sheet("", columns, [.. rows], []), SheetForm.Table, compact: false, terminal);
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray("anomalies");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("kind", finding.Kind.Word());
            json.WriteString("of", finding.Of);
            json.WriteString("subject", finding.Subject);
            json.WriteString("session_id", finding.Session);
            json.WriteString("agent_id", finding.AgentId);
            JsonOutput.Instant(json, "from", Timestamp.ToDateTimeOffset(finding.From));
            JsonOutput.Instant(json, "until", Timestamp.ToDateTimeOffset(finding.Until));
            json.WriteNumber("cost_usd", JsonOutput.Dollars(finding.Cost));
            if (finding.ExpectedCost is { } expected)
            {
                json.WriteNumber("expected_usd", JsonOutput.Dollars(expected));
            }
            else
            {
                json.WriteNull("expected_usd");
            }

            if (finding.Count is { } count)
            {
                json.WriteNumber("count", count);
            }
            else
            {
                json.WriteNull("count");
            }

            json.WriteString("why", finding.Why);
            json.WriteString("severity", finding.Severity.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
