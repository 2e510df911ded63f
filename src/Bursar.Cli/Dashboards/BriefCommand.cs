using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Guarding;
using Bursar.Cli.Rendering;
using Bursar.Cli.Reports;
using Bursar.Guard.Dashboards;
using Bursar.Guard.Forecasting;
using Bursar.Ledger;
using Bursar.Ledger.Reports;
using Bursar.Transcripts;

namespace Bursar.Cli.Dashboards;

/// <summary>One day in a few lines, for a morning message.</summary>
internal static class BriefCommand
{
    public static Command Create(CommandContext context)
    {
        var date = new DayOption("--date", $"The day ({DayOption.DayForms}; default: yesterday).", takesSpan: false);
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var zone = ReportOptions.Zone();
        var noIngest = new Option<bool>("--no-ingest") { Description = "Answer from the ledger as it is, without reading transcripts." };
        var command = new ExampleCommand("brief", "A day in a few lines: what it cost against what is usual, what cost most, what was out of the ordinary, the month and its budgets (docs/dashboard.md).", "bursar brief --date 2026-11-24");
        foreach (var option in new Option[] { date, json, zone, noIngest })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var time = context.Time(parsed.GetValue(zone));
            var policy = Policies.Readable(context, Directory.GetCurrentDirectory());
            var now = context.Clock.GetUtcNow();
            var today = DateOnly.FromDateTime(time.At(Timestamp.Of(now)));
            var day = date.Read(parsed, context, time.Zone) ?? today.AddDays(-1);
            if (day > today)
            {
                throw UserError.BadInput($"--date: {day:yyyy-MM-dd} is yet to come; expected a day that has begun. What is expected of the days to come tells `bursar forecast`.");
            }

            using var ledger = context.OpenForSums(!parsed.GetValue(noIngest));
            var brief = new BriefBuilder(ledger, time, context.Time(), now).Build(day, policy);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(context.Terminal, writer => BriefText.Write(writer, brief));
            }
            else
            {
                foreach (var line in BriefText.Lines(brief))
                {
                    context.Terminal.Out.WriteLine(line);
                }
            }

            return (int)ExitCode.Done;
        });
        return command;
    }
}
