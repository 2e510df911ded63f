using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Guarding;
using Bursar.Cli.Rendering;
using Bursar.Cli.Reports;
using Bursar.Guard.Forecasting;
using Bursar.Ledger;
using Bursar.Ledger.Reports;
using Bursar.Policy;

namespace Bursar.Cli.Forecasts;

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
            var (forecast, budgets) = Read(context, parsed, (forecasts, guard) => (forecasts.Of(BudgetPeriods.Parse(parsed.GetValue(period) ?? "month")!.Value, Scope.Everything), guard.Budgets(policy)));
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
            var tests = Read(context, parsed, (forecasts, _) => ((BudgetPeriod[])[BudgetPeriod.Day, BudgetPeriod.Week, BudgetPeriod.Month]).Select(period => (period, forecasts.Backtest(period))).ToList());
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

    /// <param name="context">Where the ledger is.</param>
    /// <param name="parsed">The zone that was asked for.</param>
    /// <param name="read">Gets forecasts in that zone, and in the one whose days the guard counts.</param>
    private static T Read<T>(CommandContext context, ParseResult parsed, Func<SpendForecasts, SpendForecasts, T> read)
    {
        var time = context.Time(parsed.GetValue(Zone));

        var now = context.Clock.GetUtcNow();
        using var ledger = context.OpenForSums(!parsed.GetValue(NoIngest));
        var forecasts = SpendForecasts.At(ledger, time, now);
        return ledger.WithSums(() => read(forecasts, forecasts.In(context.Time())));
    }
}
