using System.CommandLine;
using System.Globalization;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Transcripts;

namespace Bursar.Cli.Guarding;

/// <summary>What the guard did: warnings, denials, stops, overrides, errors.</summary>
internal static class JournalCommand
{
    private const int DefaultCount = 50;

    public static Command Create(CommandContext context)
    {
        var session = new Option<string?>("--session") { Description = "Only this session (id, or its beginning).", HelpName = "ID" };
        var since = new DayOption("--since", $"First day to show ({DayOption.Forms}).");
        var count = new Option<int>("--count", "-n") { Description = "How many entries.", HelpName = "N", DefaultValueFactory = _ => DefaultCount };
        count.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number < 1)
            {
                result.AddError($"--count: {number} is no number of entries; expected 1 or more.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("journal", "What the guard did, newest first: warnings, denials, stops, overrides, errors.", "bursar journal -n 20");
        foreach (var option in new Option[] { session, since, count, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => (int)Run(context, parsed.GetValue(session), since.Read(parsed, context), parsed.GetValue(count), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Run(CommandContext context, string? wanted, DateOnly? since, int count, bool asJson)
    {
        using var ledger = LedgerStore.OpenReadOnly(context.Paths.Ledger);
        var time = context.Time();
        var session = wanted is null || ledger is null ? wanted : Ledger.Reports.SessionUsages.ResolveKnown(ledger, wanted);
        var first = since is { } day ? time.StartOfDay(day) : long.MinValue;

        // A failure waits for the next event that succeeds; whoever looks for it does not.
        var waiting = FailureLog.Read(context.Paths).Where(entry => entry.At >= first && (session is null || entry.Session == session)).Reverse();
        JournalEntry[] entries = [.. waiting.Concat(ledger is null ? [] : Journal.Read(ledger, session, first, count)).OrderByDescending(entry => entry.At).Take(count)];
        if (asJson)
        {
            JsonOutput.Write(context.Terminal, json =>
            {
                json.WriteStartArray("entries");
                foreach (var entry in entries)
                {
                    json.WriteStartObject();
                    JsonOutput.Instant(json, "at", Timestamp.ToDateTimeOffset(entry.At));
                    json.WriteString("kind", Word(entry.Kind));
                    json.WriteString("session_id", entry.Session);
                    json.WriteString("event", entry.Event);
                    json.WriteString("message", entry.Message);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return ExitCode.Done;
        }

        if (entries.Length == 0)
        {
            context.Terminal.Out.WriteLine(session is not null || since is not null
                ? $"The guard has written nothing down{(session is null ? "" : " of this session")}{(since is { } begin ? $" since {begin:yyyy-MM-dd}" : "")}. `bursar journal` shows all there is."
                : "The guard has written nothing down yet. `bursar init` puts it to work, `bursar policy set maxSpendUSD=10` gives it a limit.");
            return ExitCode.Done;
        }

        Column[] columns = [new("When", "at", IsNumber: false), new("What", "kind", IsNumber: false), new("Session", "session_id", IsNumber: false, IsWide: true), new("Event", "event", IsNumber: false, IsWide: true), new("Message", "message", IsNumber: false, Wraps: true)];
        var rows = entries.Select(entry => new SheetRow(
            [Cell.Of(time.At(entry.At).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)), Cell.Of(Word(entry.Kind)), Cell.Of(Short(entry.Session)), Cell.Of(entry.Event ?? ""), Cell.Of(entry.Message)],
            entry.Kind is JournalKind.Stop or JournalKind.Denial ? RowKind.Marked : RowKind.Plain));
        SheetRenderer.Render(new Sheet("", columns, [.. rows], []), SheetForm.Table, compact: false, context.Terminal);
        return ExitCode.Done;
    }

    private static string Word(JournalKind kind) => kind.ToString().ToLowerInvariant();

    private static string Short(string? session) => session is { Length: > 8 } ? session[..8] : session ?? "";
}
