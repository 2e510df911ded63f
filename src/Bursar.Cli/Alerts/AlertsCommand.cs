using System.CommandLine;
using System.Globalization;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Guarding;
using Bursar.Cli.Rendering;
using Bursar.Guard.Forecasting;
using Bursar.Ledger;
using Bursar.Ledger.Alerting;
using Bursar.Ledger.Reports;
using Bursar.Transcripts;

namespace Bursar.Cli.Alerts;

/// <summary>Alerts: evaluating the rules, delivering, trying a channel, and what is on its way.</summary>
internal static class AlertsCommand
{
    private const int Listed = 50;
    private static readonly TimeSpan WatchPause = TimeSpan.FromMinutes(1);

    public static Command Create(CommandContext context)
    {
        var command = new ExampleCommand("alerts", "Tell of budgets, forecasts and anomalies on the desktop, by webhook or command (docs/alerts.md).", "bursar alerts run");
        command.Subcommands.Add(Run(context));
        command.Subcommands.Add(Test(context));
        command.Subcommands.Add(List(context));
        return command;
    }

    private static AlertsConfig Config(CommandContext context) => AlertsConfig.Read(context.Paths)
        ?? throw UserError.BadInput($"No alerts are configured in {context.Paths.ConfigFile}.", "docs/alerts.md shows rules and channels.");

    private static ExampleCommand Run(CommandContext context)
    {
        var watch = new Option<bool>("--watch") { Description = "Go on until it is interrupted." };
        var every = new Option<int?>("--every") { Description = $"With --watch: seconds between two looks (default: {WatchPause.TotalSeconds:0}).", HelpName = "SECONDS" };
        var command = new ExampleCommand("run", "Hold the rules against the ledger, and deliver what is due.", "bursar alerts run --watch");
        var afterSession = AfterSession.Option();
        command.Options.Add(watch);
        command.Options.Add(every);
        command.Options.Add(afterSession);
        command.Validators.Add(result =>
        {
            if (result.GetValue(every) is { } seconds && (seconds is < 1 or > 86_400 || !result.GetValue(watch)))
            {
                result.AddError("--every: expected 1 to 86400 seconds, with --watch.");
            }
        });
        command.SetAction((parsed, _) => AfterSession.GuardAsync(context, parsed.GetValue(afterSession), "alerts", async () =>
        {
            // What is wrong from the start is for whoever starts it; what goes wrong later, such as a lock or a configuration that
            // is being edited, is told and tried again.
            var failed = await OnceAsync(context);
            while (parsed.GetValue(watch) && await PauseAsync(context, parsed.GetValue(every) is { } seconds ? TimeSpan.FromSeconds(seconds) : WatchPause))
            {
                try
                {
                    failed = await OnceAsync(context);
                }
                catch (UserError e)
                {
                    context.Terminal.Error.WriteLine($"error: {e.Message} It is tried again.");
                }
            }

            return failed > 0 ? ExitCode.CheckFailed : ExitCode.Done;
        }));
        return command;
    }

    private static async Task<bool> PauseAsync(CommandContext context, TimeSpan pause)
    {
        context.Terminal.Out.Flush();
        await Task.Delay(pause, context.Clock, context.Cancellation);
        return true;
    }

    private static async Task<int> OnceAsync(CommandContext context)
    {
        var config = Config(context);
        var policy = Policies.Effective(context, Directory.GetCurrentDirectory());
        using var ledger = context.OpenLedger(ingest: true);
        var added = ledger.Transact(() => new AlertRules(ledger, config, policy, context.Time(), Timestamp.Of(context.Clock.GetUtcNow())).Spool());
        using var sender = new AlertSender(config, context.Environment, context.Clock);
        var (delivered, failed) = await new AlertDelivery(ledger, config, sender, context.Clock).RunAsync(context.Cancellation);
        context.Terminal.Out.WriteLine($"{added} new, {delivered} delivered, {failed} failed{(failed > 0 ? "; `bursar alerts list` says why" : "")}.");
        return failed;
    }

    private static ExampleCommand Test(CommandContext context)
    {
        var name = new Option<string?>("--channel") { Description = "Only this channel.", HelpName = "NAME" };
        var command = new ExampleCommand("test", "Send a test alert to every channel, or one; exit code 1 when one does not take it.", "bursar alerts test --channel team");
        command.Options.Add(name);
        command.SetAction(async (parsed, _) =>
        {
            var config = Config(context);
            var channels = config.Channels.Where(channel => parsed.GetValue(name) is null || channel.Name == parsed.GetValue(name)).ToList();
            if (channels.Count == 0)
            {
                throw UserError.BadInput($"No channel is named '{parsed.GetValue(name)}'; expected one of: {string.Join(", ", config.Channels.Select(channel => channel.Name))}.");
            }

            var now = Timestamp.Of(context.Clock.GetUtcNow());
            var failed = false;
            using var sender = new AlertSender(config, context.Environment, context.Clock);
            foreach (var channel in channels)
            {
                var result = await sender.SendAsync(channel, new SpooledAlert(0, now, "test", channel.Name, "Test", "This is a test of Bursar's alerts.", 1, now, null, null, false), context.Cancellation);
                failed |= result.Failure is not null;
                context.Terminal.Out.WriteLine($"{channel.Name}: {result.Failure ?? "delivered"}");
            }

            return (int)(failed ? ExitCode.CheckFailed : ExitCode.Done);
        });
        return command;
    }

    private static ExampleCommand List(CommandContext context)
    {
        var asJson = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("list", "The latest alerts: delivered, waiting, given up.", "bursar alerts list --json");
        command.Options.Add(asJson);
        command.SetAction(parsed =>
        {
            using var ledger = LedgerStore.OpenReadOnly(context.Paths.Ledger);
            var alerts = ledger is null ? [] : new AlertSpool(ledger).Latest(Listed);
            if (parsed.GetValue(asJson))
            {
                JsonOutput.Write(context.Terminal, json =>
                {
                    json.WriteStartArray("alerts");
                    foreach (var alert in alerts)
                    {
                        json.WriteStartObject();
                        JsonOutput.Instant(json, "at", Timestamp.ToDateTimeOffset(alert.At));
                        json.WriteString("what", alert.What);
                        json.WriteString("channel", alert.Channel);
                        json.WriteString("title", alert.Title);
                        json.WriteString("text", alert.Body);
                        json.WriteString("state", State(alert));
                        json.WriteNumber("attempts", alert.Attempts);
                        JsonOutput.Instant(json, "next_at", State(alert) == "waiting" ? Timestamp.ToDateTimeOffset(alert.NextAt) : null);
                        json.WriteString("failure", alert.Failure);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
            }
            else if (alerts.Count == 0)
            {
                context.Terminal.Out.WriteLine("No alerts yet. `bursar alerts test` tries the channels, `bursar alerts run` holds the rules against the ledger.");
            }
            else
            {
                var time = context.Time();
                Column[] columns = [new("When", "at", IsNumber: false), new("Channel", "channel", IsNumber: false), new("Alert", "title", IsNumber: false, Wraps: true), new("State", "state", IsNumber: false), new("Attempts", "attempts"), new("Failure", "failure", IsNumber: false, Wraps: true)];
                var rows = alerts.Select(alert => new SheetRow([Cell.Of(time.At(alert.At).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)), Cell.Of(alert.Channel), Cell.Of(alert.Title), Cell.Of(State(alert)), Numbers.Count(alert.Attempts), Cell.Of(alert.Failure ?? "")]));
                SheetRenderer.Render(new Sheet("", columns, [.. rows], []), SheetForm.Table, compact: false, context.Terminal);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static string State(SpooledAlert alert) => alert.DoneAt is not null ? "delivered" : alert.GaveUp ? "given up" : "waiting";
}
