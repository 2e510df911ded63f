using System.CommandLine;
using Bursar.Cli.Setup;
using Bursar.Guard.Human;

namespace Bursar.Cli.Commands;

/// <summary>Wires <c>bursar-hook</c> and the MCP server into Claude Code's settings, and out of them.</summary>
internal static class InitCommand
{
    public static Command Create(CommandContext context)
    {
        var user = new Option<bool>("--user") { Description = "Your own settings, for every project (default)." };
        var project = new Option<bool>("--project") { Description = "The settings of the project around the current folder." };
        var uninstall = new Option<bool>("--uninstall") { Description = "Take the hooks out again. Not inside Claude Code." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change and write nothing." };
        var hook = new Option<string?>("--hook") { Description = "The bursar-hook to install (default: the one beside bursar, else on the PATH).", HelpName = "FILE" };
        var client = new Option<string?>("--client") { Description = "The version of Claude Code (default: what `claude --version` says).", HelpName = "VERSION" };
        var mcpHooks = new Option<bool>("--mcp-hooks") { Description = "Ask about tools by the MCP server, so that a tool call starts no process (docs/mcp.md)." };
        var noMcp = new Option<bool>("--no-mcp") { Description = "Do not register the MCP server." };
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("init", "Put Bursar's hooks and MCP server into Claude Code's settings (docs/hooks.md, docs/mcp.md).", "bursar init --dry-run");
        foreach (var option in new Option[] { user, project, uninstall, dryRun, hook, client, mcpHooks, noMcp, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            if (parsed.GetValue(user) && parsed.GetValue(project))
            {
                throw UserError.BadInput("--user and --project exclude each other; expected one of them.");
            }

            if (parsed.GetValue(mcpHooks) && parsed.GetValue(noMcp))
            {
                throw UserError.BadInput("--mcp-hooks and --no-mcp exclude each other: such hooks need the server.");
            }

            var file = SettingsFile.Open(parsed.GetValue(project)
                ? SettingsPlace.Project(context.Environment, context.Home, Directory.GetCurrentDirectory())
                : SettingsPlace.User(context.Environment, context.Home));
            var mcp = parsed.GetValue(noMcp) ? null : Mcp(context, file.Path, parsed.GetValue(project));
            var report = new InitReport(context, file.Path, parsed.GetValue(uninstall), parsed.GetValue(dryRun));
            var code = parsed.GetValue(uninstall)
                ? Uninstall(context, file, mcp, report)
                : Install(context, file, mcp, report, new Wanted(parsed.GetValue(hook), parsed.GetValue(client), parsed.GetValue(mcpHooks)));
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

    /// <summary>What the user asked for.</summary>
    private sealed record Wanted(string? Hook, string? Client, bool McpHooks);

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

    private static ExitCode Install(CommandContext context, SettingsFile file, McpRegistration? mcp, InitReport report, Wanted wanted)
    {
        report.Client = wanted.Client is null
            ? ClientVersion.Ask(context.Environment, context.Home, context.Clock)
            : ClientVersion.Parse(wanted.Client) ?? throw UserError.BadInput($"--client: '{wanted.Client}' is no version; expected one such as 2.1.197.");
        report.Hook = HookProgram.Find(wanted.Hook, context.Environment);
        var forms = new HookForms(ShellWord.Quote(report.Hook), wanted.McpHooks && report.Client >= HookForms.Since);
        if (wanted.McpHooks && !forms.AsksOverMcp)
        {
            context.Terminal.Error.WriteLine($"warning: --mcp-hooks needs Claude Code {HookForms.Since} or later, and this one is {report.Client?.ToString() ?? "not known (--client VERSION)"}: hooks that start a program are installed instead.");
        }

        var plan = HookSettings.Install(file.Text ?? [], file.Path, forms, HookedEvents.For(report.Client));
        report.Plan(file.Text, plan.Text, plan.Changes);
        report.Mcp = mcp?.Installing();
        if (HookSettings.AreDisabled(plan.Text, file.Path))
        {
            context.Terminal.Error.WriteLine($"warning: {file.Path} says disableAllHooks: Claude Code starts no hook until that is gone.");
        }

        if (report.IsDryRun)
        {
            return ExitCode.Done;
        }

        if (plan.Changes.Any(change => change.Action is HookAction.Replaced or HookAction.Removed) || report.Mcp?.Action is HookAction.Replaced)
        {
            // An agent may add the guard; with another program, or for fewer events, it would take it away.
            HumanOnly.Require(context.Environment, "Changing hooks that are installed");
        }

        report.SelfTest = SelfTest.Run(forms.Command, context.Clock);
        if (report.SelfTest.Fault is not null)
        {
            return ExitCode.CheckFailed;
        }

        if (forms.AsksOverMcp)
        {
            // First the server: settings that ask a server which is not there would let every tool run.
            MustAnswer(context, mcp);
            report.Mcp = mcp!.Apply(report.Mcp!);
            if (report.Mcp.Fault is { } fault)
            {
                throw UserError.Unusable($"The MCP server could not be registered: {fault}.", "No hook was changed. Without --mcp-hooks the hooks need no server.");
            }
        }

        if (report.HasChanges)
        {
            report.Backup = file.Write(plan.Text, context.Clock);
        }

        report.Mcp = forms.AsksOverMcp ? report.Mcp : mcp?.Apply(report.Mcp!);
        return ExitCode.Done;
    }

    /// <summary>Tools shall not depend on a server that does not answer.</summary>
    private static void MustAnswer(CommandContext context, McpRegistration? mcp)
    {
        var fault = mcp is null ? "bursar was not found on the PATH" : McpSelfTest.RunAsync(mcp.Program, context.Clock).GetAwaiter().GetResult();
        if (fault is not null)
        {
            throw UserError.Unusable($"The MCP server did not refuse a tool over its limit: {fault}.", "Nothing was written. Install bursar and bursar-hook of the same version (eng/install) and run the command again, or leave out --mcp-hooks.");
        }
    }

    private static ExitCode Uninstall(CommandContext context, SettingsFile file, McpRegistration? mcp, InitReport report)
    {
        HumanOnly.Require(context.Environment, "bursar init --uninstall");
        var (text, changes) = HookRemoval.Of(file);
        report.Plan(file.Text, text, changes);
        report.Mcp = mcp?.Removing();
        if (report.IsDryRun)
        {
            return ExitCode.Done;
        }

        if (report.HasChanges)
        {
            report.Backup = file.Write(text, context.Clock);
        }

        report.Mcp = mcp?.Apply(report.Mcp!);
        return ExitCode.Done;
    }
}
