using System.CommandLine;
using System.Text.Json;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Guard.Verifying;
using Bursar.Ledger;
using Bursar.Ledger.Reports;
using Bursar.Policy;

namespace Bursar.Cli.Guarding;

/// <summary>Holds a session against its limits after the fact, from the ledger alone.</summary>
internal static class VerifyCommand
{
    public static Command Create(CommandContext context)
    {
        var session = new SessionOption();
        var policy = new Option<string?>("--policy") { Description = "Hold it against this file instead of the policies in force.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var noIngest = new Option<bool>("--no-ingest") { Description = "Judge the ledger as it is, without reading transcripts." };
        var command = new ExampleCommand("verify", "Recompute a session and check every limit; exit code 1 on a breach that binds.", "bursar verify --session 8f1b25d6");
        session.AddTo(command);
        foreach (var option in new Option[] { policy, json, noIngest })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => (int)Run(context, session.Read(parsed), parsed.GetValue(policy), parsed.GetValue(json), !parsed.GetValue(noIngest)));
        return command;
    }

    private static ExitCode Run(CommandContext context, string? wanted, string? file, bool asJson, bool ingest)
    {
        var given = file is null ? null : Policies.Given(file);
        using var ledger = context.OpenForSums(ingest);
        var session = SessionChoice.Of(context, ledger, wanted);
        var result = Verification.Run(ledger, Policies.Environment(context), session, given, Directory.GetCurrentDirectory())
            ?? throw UserError.BadInput($"The ledger holds nothing of the session {session}.", "See what there is with `bursar session`.");
        if (asJson)
        {
            JsonOutput.Write(context.Terminal, writer => Write(writer, result));
        }
        else
        {
            Print(context, result);
        }

        return result.Passes ? ExitCode.Done : ExitCode.CheckFailed;
    }

    private static void Write(Utf8JsonWriter json, Verification result)
    {
        json.WriteString("session_id", result.Session);
        json.WriteString("project", result.Project);
        json.WriteBoolean("passed", result.Passes);
        json.WriteString("auth_mode", result.AuthMode.Word());
        json.WriteString("auth_evidence", result.AuthEvidence);
        json.WriteStartObject("metrics");
        MetricsJson.Write(json, result.Metrics, result.AuthMode);
        json.WriteEndObject();
        json.WriteStartArray("limits");
        foreach (var limit in result.Limits)
        {
            json.WriteStartObject();
            LimitsJson.Write(json, limit);
            json.WriteNumber("limit", Amount.Number(limit.Limit.Kind, limit.Value));
            json.WriteString("result", Word(limit));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("changed_policies");
        foreach (var file in result.Changed)
        {
            json.WriteStringValue(file);
        }

        json.WriteEndArray();
    }

    private static string Headline(Verification result) => !result.Passes ? "a limit is breached"
        : result.Limits.Any(limit => limit.IsBreached) ? "within the limits that bind, beyond one that is advice"
        : "within its limits";

    private static string Word(LimitStatus limit) => Verification.OutcomeOf(limit).ToString().ToLowerInvariant();

    private static void Print(CommandContext context, Verification result)
    {
        var output = context.Terminal.Out;
        if (result.Limits.Count == 0)
        {
            output.WriteLine($"No limit applies to session {result.Session}. `bursar policy set maxSpendUSD=10` sets one.");
            return;
        }

        Column[] columns = [new("Name", "name", IsNumber: false), new("Result", "result", IsNumber: false), new("Used", "used"), new("Limit", "limit"), new("Remaining", "remaining"), new("Enforcement", "enforcement", IsNumber: false, IsWide: true), new("Set in", "file", IsNumber: false, IsWide: true)];
        var environment = Policies.Environment(context);
        var rows = result.Limits.Select(limit => new SheetRow(
            [Cell.Of(limit.Name), Cell.Of(Word(limit)), Cell.Of(Amount.Text(limit.Limit.Kind, limit.Used)), Cell.Of(Amount.Text(limit.Limit.Kind, limit.Value)), Cell.Of(Amount.Text(limit.Limit.Kind, limit.Remaining)), Cell.Of(limit.Limit.Enforcement.Word()), Cell.Of(environment.Shown(limit.File.Path))],
            limit.IsBindingBreach ? RowKind.Marked : RowKind.Plain));
        var notes = LimitNotes.Of(result.Limits)
            .Concat(result.Changed.Select(file => $"{environment.Shown(file)} changed since the session began; its limits from then hold too."))
            .Append($"Auth mode: {result.AuthMode.Word()} ({result.AuthEvidence}).");
        SheetRenderer.Render(new Sheet($"Session {result.Session}: {Headline(result)}", columns, [.. rows], [.. notes]), SheetForm.Table, compact: false, context.Terminal);
    }
}
