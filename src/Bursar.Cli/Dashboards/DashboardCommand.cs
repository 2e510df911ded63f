using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Guarding;
using Bursar.Cli.Rendering;
using Bursar.Cli.Reports;
using Bursar.Guard;
using Bursar.Guard.Dashboards;
using Bursar.Guard.Forecasting;
using Bursar.Ledger;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.Dashboards;

/// <summary>Where the money goes, as a page.</summary>
internal static class DashboardCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Option<string?>("--out") { Description = "Write Markdown with Mermaid charts to this file; - for standard output.", HelpName = "FILE.md" };
        var html = new Option<string?>("--html") { Description = "Write one self-contained page to this file; - for standard output.", HelpName = "FILE.html" };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON (docs/json.md)." };
        var zone = ReportOptions.Zone();
        var noIngest = new Option<bool>("--no-ingest") { Description = "Show the ledger as it is, without reading transcripts." };
        var afterSession = AfterSession.Option();
        var command = new ExampleCommand("dashboard", "Today, week and month, budgets, forecast, trend, projects, models, skills, agents, sessions and anomalies as Markdown or a page (docs/dashboard.md). Without a file, those of config.json are written, or Markdown is printed.", "bursar dashboard --out spending.md --html spending.html");
        foreach (var option in new Option[] { file, html, json, zone, noIngest, afterSession })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && (result.GetValue(file) ?? result.GetValue(html)) is not null)
            {
                result.AddError("Choose --json or files.");
            }
        });
        command.SetAction((parsed, _) => AfterSession.GuardAsync(context, parsed.GetValue(afterSession), "dashboard", () =>
        {
            var dashboard = Build(context, parsed.GetValue(zone), parsed.GetValue(noIngest));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(context.Terminal, writer => DashboardJson.Write(writer, dashboard));
                return Task.FromResult(ExitCode.Done);
            }

            var asked = new DashboardConfig(parsed.GetValue(file), parsed.GetValue(html));
            var files = asked == DashboardConfig.Nothing ? DashboardConfig.Read(context.Paths, context.Home) : asked;
            files = files == DashboardConfig.Nothing ? new DashboardConfig("-", null) : files;
            Put(context, files.Markdown, () => MarkdownDashboard.Write(dashboard));
            Put(context, files.Html, () => HtmlDashboard.Write(dashboard));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static Dashboard Build(CommandContext context, TimeZoneInfo? zone, bool noIngest)
    {
        var time = context.Time(zone);
        var policy = Policies.Readable(context, Directory.GetCurrentDirectory());

        using var ledger = context.OpenForSums(!noIngest);
        return new DashboardBuilder(ledger, time, context.Time(), context.Clock.GetUtcNow()).Build(policy);
    }

    private static void Put(CommandContext context, string? path, Func<string> text)
    {
        if (path is "-")
        {
            context.Terminal.Out.Write(text());
        }
        else if (path is not null)
        {
            context.Terminal.Error.WriteLine(DashboardFile.Write(context, path, text()) ? $"Written: {path}" : $"Unchanged: {path}");
        }
    }
}
