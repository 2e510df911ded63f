using System.CommandLine;
using System.Text.Json;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Ledger;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.Reports;

/// <summary>The commands that group usage: by period, by session, or by whatever the user asks for.</summary>
internal static class ReportCommand
{
    public static Command Period(CommandContext context, string name, string plural, Dimension dimension, string description)
    {
        var command = new ExampleCommand(name, description, $"bursar {name} --since 2026-11-01 --breakdown");
        return Add(command, context, options => new Shape([dimension], plural, json => JsonKey(dimension, json)));
    }

    public static Command Session(CommandContext context)
    {
        var command = new ExampleCommand("session", "Usage by session, the latest last.", "bursar session --project my-app --order desc");
        return Add(command, context, _ => new Shape([Dimension.Session, Dimension.Project], "sessions", key => key == Dimension.Session ? "sessionId" : "projectPath") { ShowActivity = true });
    }

    public static Command By(CommandContext context)
    {
        var by = new Option<string>("--by") { Description = $"Dimensions, separated by commas: {string.Join(", ", Dimensions.Names)}.", HelpName = "DIM[,DIM…]", Required = true };
        by.CompletionSources.Add([.. Dimensions.Names]);
        var command = new ExampleCommand("report", "Usage by any dimensions; every view adds up to the same totals.", "bursar report --by project,model --since 2026-11-01");
        command.Options.Add(by);
        return Add(command, context, parsed => new Shape(ParseDimensions("--by", parsed.GetValue(by)!), "rows", dimension => dimension.Name()) { ShowBy = true }, new ViewOption());
    }

    private static Command Add(ExampleCommand command, CommandContext context, Func<ParseResult, Shape> shape, ViewOption? view = null)
    {
        view?.AddTo(command);
        var options = new ReportOptions(context);
        options.AddTo(command);
        command.SetAction(parsed => (int)Run(context, view is null ? options.Read(parsed) : view.Read(parsed, options.Read(parsed)), shape(parsed)));
        return command;
    }

    public static ExitCode Run(CommandContext context, ReportRequest request, Shape shape)
    {
        using var ledger = context.OpenLedger(request.Ingest, ledger => ReportBuilder.Build(ledger, shape.By, request.Filter, request.Time), out var report);
        var rows = Order(report, shape, request.Descending);
        if (report.Rows.Count == 0)
        {
            ExplainEmpty(context, request, ledger, shape.NoMatch);
        }

        if (request.IsJson)
        {
            JsonOutput.Write(context.Terminal, json => WriteJson(json, report, rows, shape));
        }
        else if (report.Rows.Count > 0 || request.Form != SheetForm.Table)
        {
            SheetRenderer.Render(ReportSheet.Create(shape.Title, report, rows, request, shape.IsMarked), request.Form!.Value, request.Compact, context.Terminal);
        }

        return ExitCode.Done;
    }

    public static void ExplainEmpty(CommandContext context, ReportRequest request, LedgerStore ledger, string noMatch)
    {
        var writer = request.Form == SheetForm.Table ? context.Terminal.Out : context.Terminal.Error;
        if (SessionUsages.Latest(ledger, directory: null) is null)
        {
            context.ExplainEmpty(writer);
        }
        else
        {
            writer.WriteLine(noMatch);
        }
    }

    private static IReadOnlyList<ReportRow> Order(Report report, Shape shape, bool? descending)
    {
        var rows = shape.ShowActivity ? report.Rows.OrderBy(row => row.Last).ThenBy(row => row.Values[0], StringComparer.Ordinal).ToList() : report.Rows;
        // Times and activity run upwards by themselves, costs downwards.
        var isDescending = !shape.ShowActivity && !shape.By[0].IsTime();
        return descending is { } wanted && wanted != isDescending ? [.. rows.Reverse()] : rows;
    }

    private static void WriteJson(Utf8JsonWriter json, Report report, IReadOnlyList<ReportRow> rows, Shape shape)
    {
        if (shape.ShowBy)
        {
            json.WriteStartArray("by");
            foreach (var dimension in shape.By)
            {
                json.WriteStringValue(dimension.Name());
            }

            json.WriteEndArray();
        }

        json.WriteStartArray(shape.JsonName);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            for (var i = 0; i < shape.By.Count; i++)
            {
                json.WriteString(shape.JsonKey(shape.By[i]), row.Values[i]);
            }

            if (shape.ShowActivity)
            {
                JsonOutput.Instant(json, "firstActivity", row.First);
                JsonOutput.Instant(json, "lastActivity", row.Last);
            }

            JsonOutput.Counters(json, row.Sums);
            JsonOutput.Models(json, row.Models);
            json.WriteEndObject();
            JsonOutput.EndRow(json);
        }

        json.WriteEndArray();
        JsonOutput.Totals(json, report);
    }

    private static string JsonKey(Dimension dimension, Dimension asked) => asked == Dimension.Day ? "date" : dimension.Name();

    public static IReadOnlyList<Dimension> ParseDimensions(string option, string text)
    {
        var by = new List<Dimension>();
        foreach (var name in text.Split(','))
        {
            var dimension = Dimensions.Parse(name) ?? throw UserError.BadInput($"{option}: '{name}' is not a dimension; expected some of {string.Join(", ", Dimensions.Names)}.");
            if (by.Contains(dimension))
            {
                throw UserError.BadInput($"{option}: '{name}' stands there twice.");
            }

            by.Add(dimension);
        }

        return by;
    }

    /// <summary>How a report is grouped and what its JSON calls things.</summary>
    internal sealed record Shape(IReadOnlyList<Dimension> By, string JsonName, Func<Dimension, string> JsonKey)
    {
        public string Title { get; init; } = "";

        /// <summary>What is said when the ledger holds usage, but none that was asked for.</summary>
        public string NoMatch { get; init; } = NothingMatches;

        public const string NothingMatches = "No usage matches. `bursar daily` shows every day there is, `bursar session` every session.";

        public bool ShowBy { get; init; }

        public bool ShowActivity { get; init; }

        public Func<ReportRow, bool>? IsMarked { get; init; }
    }
}
