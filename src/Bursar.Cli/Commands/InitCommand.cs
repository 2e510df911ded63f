using System.CommandLine;
using Bursar.Cli.Setup;
using Bursar.Guard.Human;

namespace Bursar.Cli.Commands;

/// <summary>Wires <c>bursar-hook</c> into Claude Code's settings, and out of them.</summary>
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
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("init", "Put Bursar's hooks into Claude Code's settings (docs/hooks.md).", "bursar init --dry-run");
        foreach (var option in new Option[] { user, project, uninstall, dryRun, hook, client, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            if (parsed.GetValue(user) && parsed.GetValue(project))
            {
                throw UserError.BadInput("--user and --project exclude each other; expected one of them.");
            }

            var file = SettingsFile.Open(parsed.GetValue(project)
                ? SettingsPlace.Project(context.Environment, context.Home, Directory.GetCurrentDirectory())
                : SettingsPlace.User(context.Environment, context.Home));
            var report = new InitReport(context, file.Path, parsed.GetValue(uninstall), parsed.GetValue(dryRun));
            var code = parsed.GetValue(uninstall)
                ? Uninstall(context, file, report)
                : Install(context, file, report, parsed.GetValue(hook), parsed.GetValue(client));
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

    private static ExitCode Install(CommandContext context, SettingsFile file, InitReport report, string? named, string? client)
    {
        report.Client = client is null
            ? ClientVersion.Ask(context.Environment, context.Home, context.Clock)
            : ClientVersion.Parse(client) ?? throw UserError.BadInput($"--client: '{client}' is no version; expected one such as 2.1.197.");
        report.Hook = HookProgram.Find(named, context.Environment);
        var command = ShellWord.Quote(report.Hook);
        var plan = HookSettings.Install(file.Text ?? [], file.Path, command, HookedEvents.For(report.Client));
        report.Plan(file.Text, plan.Text, plan.Changes);
        if (HookSettings.AreDisabled(plan.Text, file.Path))
        {
            context.Terminal.Error.WriteLine($"warning: {file.Path} says disableAllHooks: Claude Code starts no hook until that is gone.");
        }

        if (report.IsDryRun)
        {
            return ExitCode.Done;
        }

        if (plan.Changes.Any(change => change.Action is HookAction.Replaced or HookAction.Removed))
        {
            // An agent may add the guard; with another program, or for fewer events, it would take it away.
            HumanOnly.Require(context.Environment, "Changing hooks that are installed");
        }

        report.SelfTest = SelfTest.Run(command, context.Clock);
        if (report.SelfTest.Fault is not null)
        {
            return ExitCode.CheckFailed;
        }

        if (report.HasChanges)
        {
            report.Backup = file.Write(plan.Text, context.Clock);
        }

        return ExitCode.Done;
    }

    private static ExitCode Uninstall(CommandContext context, SettingsFile file, InitReport report)
    {
        HumanOnly.Require(context.Environment, "bursar init --uninstall");
        var (text, changes) = HookRemoval.Of(file);
        report.Plan(file.Text, text, changes);
        if (report.HasChanges && !report.IsDryRun)
        {
            report.Backup = file.Write(text, context.Clock);
        }

        return ExitCode.Done;
    }
}
