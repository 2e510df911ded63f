using System.CommandLine;
using System.CommandLine.Help;
using Bursar.Cli.Alerts;
using Bursar.Cli.Anomalies;
using Bursar.Cli.Dashboards;
using Bursar.Cli.Explaining;
using Bursar.Cli.Forecasts;
using Bursar.Cli.Guarding;
using Bursar.Cli.Maintenance;
using Bursar.Cli.Mcp;
using Bursar.Cli.Phases;
using Bursar.Cli.Prices;
using Bursar.Cli.Rendering;
using Bursar.Cli.Reports;
using Bursar.Cli.Setup;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.CommandLine;

/// <summary>Every command of <c>bursar</c>.</summary>
internal static class CommandTree
{
    /// <summary>Days that <c>bursar</c> alone shows, today included.</summary>
    private const int RecentDays = 7;

    public static RootCommand Build(CommandContext context)
    {
        var root = new RootCommand("Bursar keeps the books of Claude Code, and its spending limit: what was spent, on what, from a ledger that stays.");
        root.Subcommands.Add(ReportCommand.Period(context, "daily", "daily", Dimension.Day, "Usage by day."));
        root.Subcommands.Add(ReportCommand.Period(context, "weekly", "weekly", Dimension.Week, "Usage by week."));
        root.Subcommands.Add(ReportCommand.Period(context, "monthly", "monthly", Dimension.Month, "Usage by month."));
        root.Subcommands.Add(ReportCommand.Session(context));
        root.Subcommands.Add(BlocksCommand.Create(context));
        root.Subcommands.Add(ReportCommand.By(context));
        root.Subcommands.Add(ActionsCommand.Create(context));
        root.Subcommands.Add(TreeCommand.Create(context));
        root.Subcommands.Add(UsageCommand.Create(context));
        root.Subcommands.Add(ExplainCommand.Create(context));
        root.Subcommands.Add(AuditCommand.Create(context));
        root.Subcommands.Add(PhaseCommand.Create(context));
        root.Subcommands.Add(PhasesCommand.Create(context));
        root.Subcommands.Add(EstimatesCommand.Create(context));
        root.Subcommands.Add(ForecastCommand.Create(context));
        root.Subcommands.Add(AnomaliesCommand.Create(context));
        root.Subcommands.Add(AlertsCommand.Create(context));
        root.Subcommands.Add(DashboardCommand.Create(context));
        root.Subcommands.Add(BriefCommand.Create(context));
        root.Subcommands.Add(InitCommand.Create(context));
        root.Subcommands.Add(PolicyCommand.Create(context));
        root.Subcommands.Add(AllowCommand.Create(context));
        root.Subcommands.Add(VerifyCommand.Create(context));
        root.Subcommands.Add(ReplayCommand.Create(context));
        root.Subcommands.Add(JournalCommand.Create(context));
        root.Subcommands.Add(McpCommand.Create(context));
        root.Subcommands.Add(IngestCommand.Create(context));
        root.Subcommands.Add(PricingCommand.Create(context));
        root.Subcommands.Add(DoctorCommand.Create(context));
        root.Subcommands.Add(HookCommand.Create(context));
        root.Subcommands.Add(StatusLineCommand.Create(context));
        root.Subcommands.Add(LedgerCommand.Create(context));
        root.Subcommands.Add(CompletionCommand.Create(context));
        root.Subcommands.Add(Version(context));
        root.SetAction(_ => (int)Recent(context));
        AddExamples(root);
        return root;
    }

    /// <summary>What people type who are used to commands.</summary>
    private static ExampleCommand Version(CommandContext context)
    {
        var command = new ExampleCommand("version", "Show version information.", "bursar version") { Hidden = true };
        command.SetAction(_ => context.Terminal.Out.WriteLine(ProgramVersion.Text));
        return command;
    }

    private static ExitCode Recent(CommandContext context)
    {
        var time = context.Time();
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(context.Clock.GetUtcNow(), time.Zone).DateTime);
        var request = new ReportRequest(ReportFilter.Everything with { Since = today.AddDays(1 - RecentDays) }, time, SheetForm.Table, Breakdown: false, Descending: null, Compact: false, Ingest: true);
        var name = today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return ReportCommand.Run(context, request, new ReportCommand.Shape([Dimension.Day], "daily", _ => "date")
        {
            Title = $"The last {RecentDays} days (today is {name})",
            IsMarked = row => row.Values[0] == name,
            NoMatch = $"Nothing was used in the last {RecentDays} days. `bursar daily` shows every day there is.",
        });
    }

    private static void AddExamples(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExample((HelpAction)help.Action!);
    }
}
