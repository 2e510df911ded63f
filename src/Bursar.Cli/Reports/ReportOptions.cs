using System.CommandLine;
using System.CommandLine.Parsing;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.Reports;

/// <summary>The flags that every report takes.</summary>
internal sealed class ReportOptions(CommandContext context)
{
    private static readonly string[] WeekDays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON (docs/json.md)." };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print CSV, numbers exact." };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print a Markdown table." };
    private readonly DayOption _since = new("--since", $"First day to count ({DayOption.Forms}).");
    private readonly DayOption _until = new("--until", "Last day to count, included.");
    private readonly Option<string?> _project = new("--project") { Description = "Only this project: path, folder name or part of it.", HelpName = "NAME" };
    private readonly Option<string?> _model = new("--model") { Description = "Only this model: id or part of it.", HelpName = "MODEL" };
    private readonly Option<string?> _session = new("--session") { Description = "Only this session: id or part of it.", HelpName = "ID" };
    private readonly Option<bool> _breakdown = new("--breakdown", "-b") { Description = "Show each row by model as well." };
    private readonly Option<string?> _order = Choices.Option("--order", "Order of the rows.", "asc", "desc");
    private readonly Option<TimeZoneInfo?> _timezone = Zone();

    private readonly Option<bool> _compact = new("--compact") { Description = "Leave out the wide columns." };
    private readonly Option<string?> _startOfWeek = Choices.Option("--start-of-week", "First day of a week (default: weekStart of config.json, else sunday).", WeekDays);
    private readonly Option<bool> _noIngest = new("--no-ingest") { Description = "Report from the ledger as it is, without reading transcripts." };
    private readonly Option<bool> _offline = new("--offline", "-O") { Description = "Accepted for compatibility: Bursar never uses the network.", Hidden = true };

    /// <param name="command">Gets the options.</param>
    /// <param name="breakdown">Whether rows can be shown by model as well, and grouped by week.</param>
    public void AddTo(Command command, bool breakdown = true)
    {
        foreach (var option in new Option[] { _json, _csv, _markdown, _since, _until, _project, _model, _session, _breakdown, _order, _timezone, _compact, _startOfWeek, _noIngest, _offline }.Where(option => breakdown || (option != _breakdown && option != _startOfWeek)))
        {
            command.Options.Add(option);
        }

        ChooseOne(command, _json, _csv, _markdown);
    }

    internal static void ChooseOne(Command command, Option json, Option csv, Option markdown) => command.Validators.Add(result =>
    {
        if (new[] { json, csv, markdown }.Count(form => result.GetResult(form) is { Implicit: false }) > 1)
        {
            result.AddError("Choose one of --json, --csv and --markdown.");
        }
    });

    internal static void CheckOrder(DateOnly? since, DateOnly? until)
    {
        if (since > until)
        {
            throw UserError.BadInput($"--since {since:yyyy-MM-dd} is after --until {until:yyyy-MM-dd}.", "Exchange the two.");
        }
    }

    public ReportRequest Read(ParseResult parsed)
    {
        var zone = parsed.GetValue(_timezone) ?? TimeZoneInfo.Local;
        var since = _since.Read(parsed, context, zone);
        var until = _until.Read(parsed, context, zone);
        CheckOrder(since, until);
        return new ReportRequest(
            new ReportFilter(since, until, parsed.GetValue(_project), parsed.GetValue(_model), parsed.GetValue(_session)),
            parsed.GetValue(_startOfWeek) is { } day ? new LocalTime(zone, (DayOfWeek)Array.IndexOf(WeekDays, day)) : context.Time(zone),
            parsed.GetValue(_json) ? null : parsed.GetValue(_csv) ? SheetForm.Csv : parsed.GetValue(_markdown) ? SheetForm.Markdown : SheetForm.Table,
            parsed.GetValue(_breakdown), parsed.GetValue(_order) is { } order ? order == "desc" : null, parsed.GetValue(_compact), !parsed.GetValue(_noIngest));
    }

    internal static Option<TimeZoneInfo?> Zone() => new("--timezone", "-z")
    {
        Description = "Time zone of days and hours, such as Europe/Berlin or UTC (default: this machine's).",
        HelpName = "ZONE",
        CustomParser = ParseZone,
    };

    private static TimeZoneInfo? ParseZone(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text is not "" && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
        {
            return zone;
        }

        result.AddError($"--timezone: '{text}' is not a time zone of this machine; expected a name such as Europe/Berlin, America/New_York or UTC.");
        return null;
    }
}

/// <summary>What a report was asked for.</summary>
/// <param name="Form">Null for JSON.</param>
/// <param name="Descending">Null when the user did not say.</param>
internal sealed record ReportRequest(ReportFilter Filter, LocalTime Time, SheetForm? Form, bool Breakdown, bool? Descending, bool Compact, bool Ingest)
{
    public bool IsJson => Form is null;
}
