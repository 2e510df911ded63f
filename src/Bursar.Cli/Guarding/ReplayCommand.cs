using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Guard.Replaying;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Cli.Guarding;

/// <summary>Plays history through a policy: what would it have stopped, and what would that have saved.</summary>
internal static class ReplayCommand
{
    public static Command Create(CommandContext context)
    {
        var policy = new Option<string>("--policy") { Description = "The policy file to try.", HelpName = "FILE", Required = true };
        var session = new Option<string?>("--session") { Description = "Only this session (id, or its beginning).", HelpName = "ID" };
        var since = new DayOption("--since", $"First day to play ({DayOption.Forms}).");
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var noIngest = new Option<bool>("--no-ingest") { Description = "Play the ledger as it is, without reading transcripts." };
        var command = new ExampleCommand("replay", "Play history through a policy: where it would have stopped, and what that would have saved.", "bursar replay --policy policy.json --since 2026-11-01");
        foreach (var option in new Option[] { policy, session, since, json, noIngest })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => (int)Run(context, parsed.GetValue(policy)!, parsed.GetValue(session), since.Read(parsed, context), parsed.GetValue(json), !parsed.GetValue(noIngest)));
        return command;
    }

    private static ExitCode Run(CommandContext context, string file, string? wanted, DateOnly? since, bool asJson, bool ingest)
    {
        var policy = Policies.Given(file);
        using var ledger = context.OpenLedger(ingest);
        var time = context.Time();
        var session = wanted is null ? null : SessionUsages.ResolveKnown(ledger, wanted);
        var result = new Replay(ledger, Policies.Environment(context), policy).Run(session, since is { } day ? time.StartOfDay(day) : long.MinValue);
        if (asJson)
        {
            JsonOutput.Write(context.Terminal, json => Write(json, file, result, policy));
        }
        else
        {
            Print(context, result, time, policy);
        }

        return ExitCode.Done;
    }

    private static void Write(Utf8JsonWriter json, string file, ReplayResult result, EffectivePolicy policy)
    {
        json.WriteString("policy", file);
        json.WriteString("usage_source", "transcript");
        json.WriteBoolean("basis_ignored", policy.AsksWhatIsReported);
        json.WriteStartArray("sessions");
        foreach (var session in result.Sessions)
        {
            json.WriteStartObject();
            json.WriteString("session_id", session.Session);
            json.WriteString("project", session.Project);
            json.WriteString("auth_mode", session.AuthMode.Word());
            Spent(json, session.Spent, session.Responses - session.SavedResponses, "spent");
            Spent(json, session.Saved, session.SavedResponses, "saved");
            json.WritePropertyName("stopped_by");
            Write(json, session.StoppedBy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("breaches");
        foreach (var breach in result.Breaches)
        {
            Write(json, breach);
        }

        json.WriteEndArray();
        json.WriteStartObject("totals");
        Spent(json, Sum(result.Sessions.Select(session => session.Spent)), result.Sessions.Sum(session => session.Responses - session.SavedResponses), "spent");
        Spent(json, Sum(result.Sessions.Select(session => session.Saved)), result.Sessions.Sum(session => session.SavedResponses), "saved");
        json.WriteNumber("stopped_sessions", result.Sessions.Count(session => session.StoppedBy is not null));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ReplayBreach? breach)
    {
        if (breach is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("session_id", breach.Session);
        JsonOutput.Instant(json, "at", breach.At is { } at ? Timestamp.ToDateTimeOffset(at) : null);
        json.WriteNumber("response", breach.Response);
        json.WriteString("result", Outcome(breach));
        LimitsJson.Write(json, breach.Status);
        json.WriteEndObject();
    }

    private static void Spent(Utf8JsonWriter json, Spent spent, long responses, string name)
    {
        json.WriteStartObject(name);
        json.WriteNumber("cost_usd", Amount.Number(LimitKind.Spend, spent.Cost));
        json.WriteNumber("responses", responses);
        json.WriteNumber("tokens_in", spent.TokensIn(countsCacheReads: true));
        json.WriteNumber("tokens_out", spent.Output);
        json.WriteNumber("tool_calls", spent.ToolCalls);
        json.WriteEndObject();
    }

    private static string Outcome(ReplayBreach breach) => breach.Status.Stops ? "stopped" : breach.Status.Advisory is not null ? "advisory" : "post-hoc";

    private static Spent Sum(IEnumerable<Spent> parts)
    {
        var sum = new Spent();
        foreach (var part in parts)
        {
            sum.Add(part);
        }

        return sum;
    }

    private static string Sessions(int count) => $"{count} session{(count == 1 ? "" : "s")}";

    private static void Print(CommandContext context, ReplayResult result, LocalTime time, EffectivePolicy policy)
    {
        var stopped = result.Sessions.Where(session => session.StoppedBy is not null).OrderByDescending(session => session.Saved.Cost).ToList();
        Column[] columns = [new("Session", "session_id", IsNumber: false), new("Project", "project", IsNumber: false, IsWide: true, Wraps: true), new("Stopped by", "limit", IsNumber: false), new("At", "at", IsNumber: false, IsWide: true), new("Spent", "spent"), new("Saved", "saved"), new("Responses saved", "responses", IsWide: true)];
        var rows = stopped.Select(session => new SheetRow([
            Cell.Of(session.Session[..Math.Min(8, session.Session.Length)]), Cell.Of(session.Project ?? ""), Cell.Of(session.StoppedBy?.Status.Name ?? ""),
            Cell.Of(session.StoppedBy?.At is { } at ? time.At(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : ""),
            Numbers.Cost(session.Spent.Cost), Numbers.Cost(session.Saved.Cost), Numbers.Count(session.SavedResponses)])).ToList();
        var spent = Sum(result.Sessions.Select(session => session.Spent));
        var saved = Sum(result.Sessions.Select(session => session.Saved));
        rows.Add(new SheetRow([Cell.Of("Total"), Cell.Of($"{Sessions(result.Sessions.Count)} played"), Cell.Of(""), Cell.Of(""), Numbers.Cost(spent.Cost), Numbers.Cost(saved.Cost), Numbers.Count(result.Sessions.Sum(session => session.SavedResponses))], RowKind.Total));
        var notes = result.Breaches.Where(breach => !breach.Status.Stops).GroupBy(breach => (breach.Status.Name, Outcome(breach), breach.Status.Advisory))
            .Select(group => $"{group.Key.Name} would have been reached in {Sessions(group.Select(breach => breach.Session).Distinct().Count())} and nothing stopped: {group.Key.Advisory ?? "it is judged at the end"}.")
            .Concat(policy.AsksWhatIsReported ? ["Played by the transcripts alone: what the client told of its own total has no place among the responses."] : []);
        SheetRenderer.Render(new Sheet(stopped.Count == 0 ? "Nothing would have been stopped." : $"{stopped.Count} of {Sessions(result.Sessions.Count)} would have been stopped", columns, rows, [.. notes]), SheetForm.Table, compact: false, context.Terminal);
    }
}
