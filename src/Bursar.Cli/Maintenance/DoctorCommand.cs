using System.CommandLine;
using System.Globalization;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Guarding;
using Bursar.Cli.Rendering;
using Bursar.Cli.Setup;
using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Reports;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Maintenance;

/// <summary>Says what Bursar found, what it could not use, and what that means for the figures.</summary>
internal static class DoctorCommand
{
    /// <summary>A response dated later than this from now tells of a clock that was wrong.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    public static Command Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("doctor", "Say what was found: roots, files, ledger, clock, what is installed in Claude Code, unreadable files and lines, unpriced models.", "bursar doctor");
        command.Options.Add(json);
        command.SetAction(parsed => (int)Run(context, parsed.GetValue(json)));
        return command;
    }

    /// <summary>One thing that cannot be used hides nothing else: what can be told is told, and then the first failure.</summary>
    private static ExitCode Run(CommandContext context, bool asJson)
    {
        var failures = new List<UserError>();
        var policies = Policies.Found(context, Directory.GetCurrentDirectory());
        var catalog = TranscriptCatalog.Find(context.Roots);
        var prices = Try(failures, () => context.Prices);
        using var writable = Try(failures, () => LedgerStore.Open(context.Paths.Ledger));
        var ingest = writable is null || prices is null ? null : Try(failures, () => new Ingestor(writable, new Pricer(prices)).Run(catalog, cancellation: context.Cancellation));

        // What may not be written to may be readable yet; if it is not, that was told.
        using var readable = writable is null ? Try([], () => LedgerStore.OpenReadOnly(context.Paths.Ledger)) : null;
        var findings = (writable ?? readable) is not { } ledger ? null
            : Try(failures, () => Findings.Read(ledger, catalog.Found.Select(file => file.Path).ToHashSet(StringComparer.Ordinal)));
        var installed = Installation.Find(context.Environment, context.Home, Directory.GetCurrentDirectory(), context.Clock);
        var report = new DoctorReport(context, new Diagnosis(
            catalog, installed, prices, policies, ingest, findings, findings is null ? null : ClockFault(context, findings),
            Diagnosis.FindConfigFaults(context), Diagnosis.FindLineFaults(context), Diagnosis.FindResident(context)));
        if (asJson)
        {
            JsonOutput.Write(context.Terminal, report.Write);
        }
        else
        {
            report.Print(context.Terminal.Out);
        }

        return failures is [var first, ..] ? throw first : ExitCode.Done;
    }

    private static T? Try<T>(List<UserError> failures, Func<T?> ask)
        where T : class
    {
        try
        {
            return ask();
        }
        catch (UserError e)
        {
            failures.Add(e);
            return null;
        }
    }

    private static string? ClockFault(CommandContext context, Findings findings)
    {
        var now = context.Clock.GetUtcNow();
        return findings.Last > now + ClockTolerance
            ? string.Create(CultureInfo.InvariantCulture, $"the latest response is dated {findings.Last:yyyy-MM-dd HH:mm:ss} UTC, later than this machine's clock ({now:yyyy-MM-dd HH:mm:ss} UTC)")
            : null;
    }
}
