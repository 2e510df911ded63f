using System.CommandLine;
using Bursar.Cli.CommandLine;

namespace Bursar.Cli.Setup;

/// <summary>Wires <c>bursar-hook</c>, as hook and as status line, and the MCP server into Claude Code's settings, and out of them.</summary>
internal static class InitCommand
{
    public static Command Create(CommandContext context)
    {
        var user = new Option<bool>("--user") { Description = "Your own settings, for every project (default)." };
        var project = new Option<bool>("--project") { Description = "The settings of the project around the current folder." };
        var line = new Option<bool>("--statusline") { Description = "Show Bursar's status line as well (docs/statusline.md); with --uninstall, take out that alone." };
        var force = new Option<bool>("--force") { Description = "With --statusline: in the place of another status line." };
        var uninstall = new Option<bool>("--uninstall") { Description = "Take hooks, status line and MCP server out again. Not inside Claude Code." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change and write nothing." };
        var hook = new Option<string?>("--hook") { Description = "The bursar-hook to install (default: the one beside bursar, else on the PATH).", HelpName = "FILE" };
        var client = new Option<string?>("--client") { Description = "The version of Claude Code (default: what `claude --version` says).", HelpName = "VERSION" };
        var mcpHooks = new Option<bool>("--mcp-hooks") { Description = "Ask about tools by the MCP server, so that a tool call starts no process (docs/mcp.md)." };
        var noMcp = new Option<bool>("--no-mcp") { Description = "Do not register the MCP server." };
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("init", "Put Bursar's hooks and MCP server into Claude Code's settings (docs/hooks.md, docs/mcp.md).", "bursar init --dry-run");
        foreach (var option in new Option[] { user, project, line, force, uninstall, dryRun, hook, client, mcpHooks, noMcp, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            Refuse(parsed.GetValue(user) && parsed.GetValue(project), "--user and --project exclude each other; expected one of them.");
            Refuse(parsed.GetValue(force) && (parsed.GetValue(uninstall) || !parsed.GetValue(line)), "--force is about another status line; expected it with --statusline.");
            Refuse(parsed.GetValue(mcpHooks) && parsed.GetValue(noMcp), "--mcp-hooks and --no-mcp exclude each other: such hooks need the server.");
            var file = SettingsFile.Open(parsed.GetValue(project)
                ? SettingsPlace.Project(context.Environment, context.Home, Directory.GetCurrentDirectory())
                : SettingsPlace.User(context.Environment, context.Home));
            var mcp = parsed.GetValue(noMcp) ? null : Mcp(context, file.Path, parsed.GetValue(project));
            var report = new InitReport(context, file.Path, parsed.GetValue(uninstall), parsed.GetValue(dryRun));
            var steps = new InitSteps(context, file, mcp, report);
            var code = parsed.GetValue(uninstall)
                ? steps.Uninstall(onlyLine: parsed.GetValue(line))
                : steps.Install(new InitWish(parsed.GetValue(hook), parsed.GetValue(client), parsed.GetValue(mcpHooks), parsed.GetValue(line), parsed.GetValue(force)));
            if (parsed.GetValue(json))
            {
                report.PrintJson();
            }
            else
            {
                report.Print();
            }

            return (int)code;
        });
        return command;
    }

    private static void Refuse(bool isWrong, string message)
    {
        if (isWrong)
        {
            throw UserError.BadInput(message);
        }
    }

    /// <summary>Null where there is no program to register.</summary>
    private static McpRegistration? Mcp(CommandContext context, string settings, bool isProject)
    {
        if (Programs.OfBursar(McpRegistration.ProgramName, context.Environment) is not { } program)
        {
            return null;
        }

        return isProject
            ? new ProjectMcp(SettingsFile.Open(SettingsPlace.ProjectServers(settings)), program)
            : new UserMcp(context.Environment, context.Home, program, context.Clock);
    }
}
