using System.Globalization;
using System.Text.Json;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Reports;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Maintenance;

/// <summary>The doctor's findings, for people and for programs.</summary>
internal sealed class DoctorReport(CommandContext context, Diagnosis diagnosis)
{
    private const string Unknown = "not known: see the error";

    private long TranscriptBytes => diagnosis.Catalog.Found.Sum(file => file.Size);

    public void Print(TextWriter output)
    {
        Line(output, "bursar", $"{ProgramVersion.Text} on .NET {Environment.Version}, {TimeZoneInfo.Local.Id} ({context.Clock.GetUtcNow():yyyy-MM-dd HH:mm} UTC)");
        foreach (var root in context.Roots)
        {
            Line(output, "root", $"{root}{(Directory.Exists(Path.Combine(root, "projects")) ? "" : "  (no projects folder)")}");
        }

        var findings = diagnosis.Findings;
        Line(output, "transcripts", $"{Numbers.Of(diagnosis.Catalog.Found.Count, "file")}, {Numbers.Bytes(TranscriptBytes)}{(findings is null ? "" : $"; {Numbers.Count(findings.FilesGone).Text} more were read before and are gone, their rows stay")}");
        Line(output, "ledger", $"{context.Paths.Ledger}, {Numbers.Bytes(LedgerBytes())}");
        Line(output, "responses", findings is null ? Unknown : $"{Numbers.Count(findings.Responses).Text} in {Numbers.Of(findings.Sessions, "session")}{Span(findings)}; {Numbers.Count(findings.Unfinished).Text} without their final snapshot");
        Line(output, "prices", diagnosis.Prices is { } prices ? $"{prices.Models.Count} models, table of {prices.Version}" : Unknown);
        Line(output, "client", findings is null ? Unknown : findings.Versions.Count == 0 ? "no version seen" : string.Join(", ", findings.Versions.Take(5).Select(version => $"{version.Version} ({Numbers.Count(version.Messages).Text})")));
        Line(output, "policies", diagnosis.Policies.IsEmpty ? "none here: nothing is limited" : string.Join(", ", diagnosis.Policies.Files.Select(file => file.Path).Concat(diagnosis.Policies.Broken.Select(broken => $"{broken.Path} (cannot be used)"))));
        Line(output, "hooks", Hooks());
        Line(output, "status line", diagnosis.Installed.StatusLine is { } line ? $"Bursar's, in {line}" : "not Bursar's; `bursar init --statusline` adds it");
        Line(output, "MCP server", diagnosis.Installed.McpServer is { } server ? $"registered in {server}" : "not registered; `bursar init` does it");
        Line(output, "clock", findings is null ? Unknown : diagnosis.ClockFault ?? "no response is dated in the future");
        output.WriteLine();
        PrintFaults(output);
    }

    private string Hooks()
    {
        var installed = diagnosis.Installed;
        if (installed.Hooks.Count == 0)
        {
            return "not installed: nothing stops a session at its limit. `bursar init` installs them";
        }

        var where = string.Join(" and ", installed.Hooks.Select(hooks => hooks.File));
        return installed.DisabledBy is [var disabling, ..] ? $"installed in {where}, and never started: {disabling} says disableAllHooks"
            : installed.Hooks.All(hooks => hooks.Fault is not null) ? $"installed in {where}, and cannot be started: {installed.Hooks[0].Fault}. `bursar init` puts that right"
            : installed.Hooks.All(hooks => hooks.Missing.Count > 0) ? $"installed in {where} for a part of the events ({string.Join(", ", installed.Hooks[0].Missing)} missing); `bursar init` adds those that this client knows"
            : $"installed in {where}; {Answered}";
    }

    private string Answered => diagnosis.ResidentRuns switch
    {
        true => "answered by a resident program now",
        false => "each opens the ledger now; the first one of a session starts a resident program",
        null => "each opens the ledger by itself",
    };

    private void PrintFaults(TextWriter output)
    {
        foreach (var fault in diagnosis.Installed.Faults)
        {
            output.WriteLine($"settings: {fault}");
        }

        foreach (var fault in diagnosis.ConfigFaults)
        {
            output.WriteLine($"configuration: {fault}");
        }

        foreach (var fault in diagnosis.LineFaults)
        {
            output.WriteLine($"status line: {fault}");
        }

        foreach (var error in diagnosis.Policies.Broken.SelectMany(broken => broken.Errors))
        {
            output.WriteLine($"policy: {error} Until that is corrected, every session that it applies to is stopped.");
        }

        foreach (var path in diagnosis.Unreadable)
        {
            output.WriteLine($"unreadable: {path.Path}: {path.Reason}");
        }

        if (diagnosis.Findings is not { } findings)
        {
            return;
        }

        if (diagnosis.Catalog.Found.Count > 0 && findings.Problems.Count == 0 && findings.Unpriced.Count == 0 && diagnosis.Unreadable.Count == 0 && diagnosis.Ingest is not null)
        {
            output.WriteLine("Every file and line could be read, and every response has a price.");
        }

        foreach (var (problem, count, file, line) in findings.Problems)
        {
            output.WriteLine($"{Numbers.Of(count, "line")}: {problem.Describe()}{(problem.LosesUsage() ? " (not counted)" : "")}; the first is {file}:{line}");
        }

        foreach (var (model, reason, messages, tokens) in findings.Unpriced)
        {
            output.WriteLine($"unpriced: {model}: {Numbers.Of(messages, "response")}, {Numbers.Of(tokens, "token")}; {reason}");
        }

        if (findings.CloudResponses > 0 && diagnosis.Prices is { HasRegionalEndpoints: false })
        {
            output.WriteLine($"endpoints: {Numbers.Of(findings.CloudResponses, "response")} of Bedrock or Vertex AI {(findings.CloudResponses == 1 ? "is" : "are")} priced as of global endpoints; transcripts do not tell. If yours are regional, "
                + $"write {{\"pricing\":{{\"endpoints\":\"regional\"}}}} into {context.Paths.ConfigFile}.");
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("version", ProgramVersion.Text);
        json.WriteString("now", JsonOutput.Instant(context.Clock.GetUtcNow()));
        json.WriteString("clockFault", diagnosis.ClockFault);
        json.WriteString("timezone", TimeZoneInfo.Local.Id);
        json.WriteStartArray("roots");
        foreach (var root in context.Roots)
        {
            json.WriteStartObject();
            json.WriteString("path", root);
            json.WriteBoolean("exists", Directory.Exists(Path.Combine(root, "projects")));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var findings = diagnosis.Findings;
        json.WriteNumber("files", diagnosis.Catalog.Found.Count);
        Number(json, "filesGone", findings?.FilesGone);
        json.WriteNumber("transcriptBytes", TranscriptBytes);
        json.WriteString("ledger", context.Paths.Ledger);
        json.WriteNumber("ledgerBytes", LedgerBytes());
        Number(json, "responses", findings?.Responses);
        Number(json, "unfinishedResponses", findings?.Unfinished);
        Number(json, "sessions", findings?.Sessions);
        JsonOutput.Instant(json, "firstActivity", findings?.First);
        JsonOutput.Instant(json, "lastActivity", findings?.Last);
        json.WriteString("prices", diagnosis.Prices?.Version);
        WriteLists(json);
        json.WriteStartArray("policies");
        foreach (var (path, errors) in diagnosis.Policies.Files.Select(file => (file.Path, (IReadOnlyList<string>)[])).Concat(diagnosis.Policies.Broken.Select(broken => (broken.Path, broken.Errors))))
        {
            json.WriteStartObject();
            json.WriteString("file", path);
            Sentences(json, "errors", errors);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Sentences(json, "statusLineFaults", diagnosis.LineFaults);
        Sentences(json, "configFaults", diagnosis.ConfigFaults);
        WriteInstalled(json);
        json.WritePropertyName("residentRuns");
        if (diagnosis.ResidentRuns is { } runs)
        {
            json.WriteBooleanValue(runs);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private void WriteInstalled(Utf8JsonWriter json)
    {
        var installed = diagnosis.Installed;
        json.WriteStartArray("hooks");
        foreach (var hooks in installed.Hooks)
        {
            json.WriteStartObject();
            json.WriteString("file", hooks.File);
            Sentences(json, "events", hooks.Events);
            Sentences(json, "missing", hooks.Missing);
            json.WriteString("fault", hooks.Fault);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Sentences(json, "hooksDisabledBy", installed.DisabledBy);
        json.WriteString("statusLine", installed.StatusLine);
        json.WriteString("mcpServer", installed.McpServer);
        Sentences(json, "settingsFaults", installed.Faults);
    }

    private static void Number(Utf8JsonWriter json, string name, long? number)
    {
        json.WritePropertyName(name);
        if (number is { } some)
        {
            json.WriteNumberValue(some);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void Sentences(Utf8JsonWriter json, string name, IEnumerable<string> sentences)
    {
        json.WriteStartArray(name);
        foreach (var sentence in sentences)
        {
            json.WriteStringValue(sentence);
        }

        json.WriteEndArray();
    }

    private void WriteLists(Utf8JsonWriter json)
    {
        json.WriteStartArray("clientVersions");
        foreach (var (version, messages) in diagnosis.Findings?.Versions ?? [])
        {
            json.WriteStartObject();
            json.WriteString("version", version);
            json.WriteNumber("messages", messages);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("unreadable");
        foreach (var path in diagnosis.Unreadable)
        {
            json.WriteStartObject();
            json.WriteString("path", path.Path);
            json.WriteString("reason", path.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (var (problem, count, file, line) in diagnosis.Findings?.Problems ?? [])
        {
            json.WriteStartObject();
            json.WriteString("problem", JsonNamingPolicy.CamelCase.ConvertName(problem.ToString()));
            json.WriteString("description", problem.Describe());
            json.WriteBoolean("losesUsage", problem.LosesUsage());
            json.WriteNumber("count", count);
            json.WriteString("firstFile", file);
            json.WriteNumber("firstLine", line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("unpriced");
        foreach (var (model, reason, messages, tokens) in diagnosis.Findings?.Unpriced ?? [])
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteString("reason", reason);
            json.WriteNumber("messages", messages);
            json.WriteNumber("tokens", tokens);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("cloud");
        Number(json, "responses", diagnosis.Findings?.CloudResponses);
        json.WriteString("endpoints", diagnosis.Prices is null ? null : diagnosis.Prices.HasRegionalEndpoints ? "regional" : "global");
        json.WriteEndObject();
    }

    /// <summary>With what was written last and waits beside it.</summary>
    private long LedgerBytes() => ((string[])[context.Paths.Ledger, context.Paths.Ledger + "-wal"]).Sum(path => new FileInfo(path) is { Exists: true } file ? file.Length : 0);

    private static string Span(Findings findings) => findings.First is { } first && findings.Last is { } last
        ? string.Create(CultureInfo.InvariantCulture, $" from {first:yyyy-MM-dd} to {last:yyyy-MM-dd} UTC")
        : "";

    private static void Line(TextWriter output, string name, string text) => output.WriteLine($"{name,-12} {text}");
}
