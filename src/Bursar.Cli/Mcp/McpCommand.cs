using System.CommandLine;
using Bursar.Cli.CommandLine;

namespace Bursar.Cli.Mcp;

/// <summary>Serves agents and hooks over MCP.</summary>
internal static class McpCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new ExampleCommand("mcp", "Serve usage, limits and phases to agents over MCP on standard input and output (docs/mcp.md).", "claude mcp add --scope user bursar -- bursar mcp");
        command.SetAction(async (_, _) =>
        {
            await BursarServer.RunAsync(context).ConfigureAwait(false);
            return (int)ExitCode.Done;
        });
        return command;
    }
}
