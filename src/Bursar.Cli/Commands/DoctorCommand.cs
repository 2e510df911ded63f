using System.CommandLine;
using System.Globalization;
using System.Reflection;
using Bursar.Cli.Rendering;
using Bursar.Ledger;
using Bursar.Ledger.Reports;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Commands;

/// <summary>Says what Bursar found, what it could not use, and what that means for the figures.</summary>
internal static class DoctorCommand
{
    /// <summary>A response dated later than this from now tells of a clock that was wrong.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    public static Command Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("doctor", "Say what was found: roots, files, ledger, clock, unreadable files and lines, unpriced models.", "bursar doctor");
        command.Options.Add(json);
        command.SetAction(parsed => (int)Run(context, parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Run(CommandContext context, bool asJson)
    {
        using var ledger = LedgerStore.Open(context.Paths.Ledger);
        var catalog = TranscriptCatalog.Find(context.Roots);
        var present = catalog.Found;
        var ingest = new Ledger.Ingest.Ingestor(ledger, new Pricer(context.Prices)).Run(catalog, cancellation: context.Cancellation);
        var findings = Findings.Read(ledger, present.Select(file => file.Path).ToHashSet(StringComparer.Ordinal));
        var report = new DoctorReport(context, findings, ingest, present.Sum(file => file.Size), ClockFault(context, findings));
        if (asJson)
        {
            JsonOutput.Write(context.Terminal, report.Write);
        }
        else
        {
            report.Print(context.Terminal.Out);
        }

        return ExitCode.Done;
    }

    private static string? ClockFault(CommandContext context, Findings findings)
    {
        var now = context.Clock.GetUtcNow();
        return findings.Last > now + ClockTolerance
            ? string.Create(CultureInfo.InvariantCulture, $"the latest response is dated {findings.Last:yyyy-MM-dd HH:mm:ss} UTC, later than this machine's clock ({now:yyyy-MM-dd HH:mm:ss} UTC)")
            : null;
    }

    public static string Version => typeof(DoctorCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
