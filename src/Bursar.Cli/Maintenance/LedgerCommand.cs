using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Ledger.Maintenance;
using Bursar.Pricing;

namespace Bursar.Cli.Maintenance;

/// <summary>Looks after the ledger's file.</summary>
internal static class LedgerCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new ExampleCommand("ledger", "Check, back up or rebuild the ledger.", "bursar ledger check");
        var check = new ExampleCommand("check", "Check that the ledger's file is sound.", "bursar ledger check");
        check.SetAction(_ => (int)Check(context));

        var file = new Argument<string>("FILE") { Description = "Where to write the copy; must not exist." };
        var backup = new ExampleCommand("backup", "Write a consistent copy of the ledger while it is in use.", "bursar ledger backup ~/bursar-2026-11-23.db");
        backup.Arguments.Add(file);
        backup.SetAction(parsed => (int)Backup(context, parsed.GetValue(file)!));

        var rebuild = new ExampleCommand("rebuild", "Read all transcripts again into a new ledger; rows whose transcripts are gone are kept.", "bursar ledger rebuild");
        rebuild.SetAction(_ => (int)Rebuild(context));

        command.Subcommands.Add(check);
        command.Subcommands.Add(backup);
        command.Subcommands.Add(rebuild);
        return command;
    }

    private static ExitCode Check(CommandContext context)
    {
        var path = Existing(context);
        var result = LedgerCheck.Run(path);
        var output = context.Terminal.Out;
        if (result.IsSound)
        {
            output.WriteLine($"{path} is sound: {Numbers.Count(result.Responses).Text} responses from {Numbers.Count(result.Files).Text} transcripts, {Numbers.Bytes(result.Bytes)}.");
            return ExitCode.Done;
        }

        output.WriteLine($"{path} is damaged:");
        foreach (var fault in result.Faults)
        {
            output.WriteLine($"  {fault}");
        }

        throw UserError.Unusable($"The ledger {path} is damaged.", "Run `bursar ledger rebuild`: it keeps every row that can still be read and reads all transcripts again.");
    }

    private static ExitCode Backup(CommandContext context, string target)
    {
        var path = Existing(context);
        if (File.Exists(target))
        {
            throw UserError.BadInput($"{target} exists already; a backup never overwrites.", "Choose another name.");
        }

        LedgerCheck.Backup(path, target);
        context.Terminal.Out.WriteLine($"Wrote {target} ({Numbers.Bytes(new FileInfo(target).Length)}).");
        return ExitCode.Done;
    }

    private static ExitCode Rebuild(CommandContext context)
    {
        var path = context.Paths.Ledger;
        var progress = new ProgressLine(context.Terminal, context.Clock);
        var result = Ledger.Maintenance.Rebuild.Run(path, context.Roots, new Pricer(context.Prices), context.Clock, progress.Sink, context.Cancellation);
        progress.Clear();
        var output = context.Terminal.Out;
        output.WriteLine($"Read {Numbers.Count(result.Ingest.Files).Text} transcripts ({Numbers.Bytes(result.Ingest.BytesRead)}) and kept {Numbers.Count(result.Kept).Text} responses whose transcripts are gone.");
        foreach (var unread in result.Ingest.Unreadable)
        {
            context.Terminal.Error.WriteLine($"warning: {unread.Path} could not be read, so figures may be too low: {unread.Reason}");
        }

        foreach (var lost in result.Lost)
        {
            output.WriteLine($"Could not be read from the old ledger: {lost}");
        }

        if (File.Exists(result.OldFile))
        {
            output.WriteLine($"The old ledger lies at {result.OldFile}; delete it when you are content.");
        }

        return ExitCode.Done;
    }

    private static string Existing(CommandContext context) => File.Exists(context.Paths.Ledger)
        ? context.Paths.Ledger
        : throw UserError.Unusable($"There is no ledger at {context.Paths.Ledger} yet.", "Run `bursar ingest` to make one.");
}
