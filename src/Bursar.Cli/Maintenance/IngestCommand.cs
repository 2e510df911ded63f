using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Ledger;

namespace Bursar.Cli.Maintenance;

/// <summary>Reads what is new in the transcripts. Reports do it by themselves; a nightly job can use this.</summary>
internal static class IngestCommand
{
    public static Command Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("ingest", "Read what is new in the transcripts into the ledger.", "bursar ingest");
        command.Options.Add(json);
        command.SetAction(parsed => (int)Run(context, parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Run(CommandContext context, bool json)
    {
        using var ledger = LedgerStore.Open(context.Paths.Ledger);
        var started = context.Clock.GetTimestamp();
        var result = context.Ingest(ledger);
        var seconds = context.Clock.GetElapsedTime(started).TotalSeconds;
        if (json)
        {
            JsonOutput.Write(context.Terminal, writer =>
            {
                writer.WriteNumber("files", result.Files);
                writer.WriteNumber("filesRead", result.FilesRead);
                writer.WriteNumber("bytesRead", result.BytesRead);
                writer.WriteNumber("unreadable", result.Unreadable.Count);
                writer.WriteString("ledger", ledger.Path);
            });
        }
        else if (result.Files == 0)
        {
            context.ExplainEmpty(context.Terminal.Out);
        }
        else
        {
            context.Terminal.Out.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{result.FilesRead:#,0} of {result.Files:#,0} transcripts had something new; read {Numbers.Bytes(result.BytesRead)} in {seconds:0.00} s into {ledger.Path}"));
        }

        return result.Unreadable.Count > 0 ? ExitCode.Unusable : ExitCode.Done;
    }
}
