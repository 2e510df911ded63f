using System.CommandLine;
using Bursar.Cli.Guarding;
using Bursar.Cli.Rendering;
using Bursar.Guard.Forecasting;
using Bursar.Ledger;
using Bursar.Ledger.Reports;
using Bursar.Policy;

namespace Bursar.Cli.Commands;

/// <summary>What a day, week or month will have cost when it ends, and what such forecasts have been worth.</summary>
internal static class ForecastCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON (docs/json.md)." };
    private static readonly Option<bool> NoIngest = new("--no-ingest") { Description = "Answer from the ledger as it is, without reading transcripts." };
    private static readonly Option<TimeZoneInfo?> Zone = ReportOptions.Zone();

    public static Command Create(CommandContext context)
    {
        var period = Choices.Option("--period", "What to forecast (default: month).", "day", "week", "month");
        var command = new ExampleCommand("forecast", "The expected cost of a day, week or month, with an 80 % interval, and the budgets beside it (docs/forecast.md).", "bursar forecast --period week");
        foreach (var option in new Option[] { period, Json, Zone, NoIngest })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var policy = Policies.Readable(context, Directory.GetCurrentDirectory());
            var (forecast, budgets) = Read(context, parsed, forecasts => (forecasts.Of(BudgetPeriods.Parse(parsed.GetValue(period) ?? "month")!.Value, Scope.Everything), forecasts.Budgets(policy)));
            if (parsed.GetValue(Json))
            {
                JsonOutput.Write(context.Terminal, json => ForecastReport.Write(json, forecast, budgets));
            }
            else
            {
                ForecastReport.Print(context.Terminal, forecast, budgets);
            }

            return (int)ExitCode.Done;
        });
        command.Subcommands.Add(Backtest(context));
        return command;
    }

    private static ExampleCommand Backtest(CommandContext context)
    {
        var command = new ExampleCommand("backtest", "How forecasts of your own past compare with what came, and with the pace so far kept up.", "bursar forecast backtest --json");
        foreach (var option in new Option[] { Json, Zone, NoIngest })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var tests = Read(context, parsed, forecasts => ((BudgetPeriod[])[BudgetPeriod.Day, BudgetPeriod.Week, BudgetPeriod.Month]).Select(period => (period, forecasts.Backtest(period))).ToList());
            if (parsed.GetValue(Json))
            {
                JsonOutput.Write(context.Terminal, json => BacktestReport.Write(json, tests));
            }
            else
            {
                BacktestReport.Print(context.Terminal, tests);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static T Read<T>(CommandContext context, ParseResult parsed, Func<SpendForecasts, T> read)
    {
        var time = context.Time(parsed.GetValue(Zone));

        // Stale sums are made anew, so the ledger is opened for writing also when nothing is read into it.
        using var ledger = parsed.GetValue(NoIngest) ? LedgerStore.Open(context.Paths.Ledger) : context.OpenLedger(ingest: true)!;
        return ledger.Transact(() => read(SpendForecasts.At(ledger, time, context.Clock.GetUtcNow())));
    }
}
