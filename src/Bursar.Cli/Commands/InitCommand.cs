using System.CommandLine;
using Bursar.Cli.Setup;
using Bursar.Guard.Human;

namespace Bursar.Cli.Commands;

/// <summary>Wires <c>bursar-hook</c>, as hook and as status line, into Claude Code's settings, and out of them.</summary>
internal static class InitCommand
{
    public static Command Create(CommandContext context)
    {
        var user = new Option<bool>("--user") { Description = "Your own settings, for every project (default)." };
        var project = new Option<bool>("--project") { Description = "The settings of the project around the current folder." };
        var line = new Option<bool>("--statusline") { Description = "Show Bursar's status line as well (docs/statusline.md); with --uninstall, take out that alone." };
        var force = new Option<bool>("--force") { Description = "With --statusline: in the place of another status line." };
        var uninstall = new Option<bool>("--uninstall") { Description = "Take hooks and status line out again. Not inside Claude Code." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change and write nothing." };
        var hook = new Option<string?>("--hook") { Description = "The bursar-hook to install (default: the one beside bursar, else on the PATH).", HelpName = "FILE" };
        var client = new Option<string?>("--client") { Description = "The version of Claude Code (default: what `claude --version` says).", HelpName = "VERSION" };
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("init", "Put Bursar's hooks into Claude Code's settings (docs/hooks.md).", "bursar init --dry-run");
        foreach (var option in new Option[] { user, project, line, force, uninstall, dryRun, hook, client, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            if (parsed.GetValue(user) && parsed.GetValue(project))
            {
                throw UserError.BadInput("--user and --project exclude each other; expected one of them.");
            }

            if (parsed.GetValue(force) && (parsed.GetValue(uninstall) || !parsed.GetValue(line)))
            {
                throw UserError.BadInput("--force is about another status line; expected it with --statusline.");
            }

            var file = SettingsFile.Open(parsed.GetValue(project)
                ? SettingsPlace.Project(context.Environment, context.Home, Directory.GetCurrentDirectory())
                : SettingsPlace.User(context.Environment, context.Home));
            var report = new InitReport(context, file.Path, parsed.GetValue(uninstall), parsed.GetValue(dryRun));
            var code = parsed.GetValue(uninstall)
                ? Uninstall(context, file, report, parsed.GetValue(line))
                : Install(context, file, report, parsed.GetValue(hook), parsed.GetValue(client), (parsed.GetValue(line), parsed.GetValue(force)));
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

    private static ExitCode Install(CommandContext context, SettingsFile file, InitReport report, string? named, string? client, (bool IsWanted, bool IsForced) line)
    {
        report.Client = client is null
            ? ClientVersion.Ask(context.Environment, context.Home, context.Clock)
            : ClientVersion.Parse(client) ?? throw UserError.BadInput($"--client: '{client}' is no version; expected one such as 2.1.197.");
        report.Hook = HookProgram.Find(named, context.Environment);
        var command = ShellWord.Quote(report.Hook);
        var plan = HookSettings.Install(file.Text ?? [], file.Path, command, HookedEvents.For(report.Client));
        var withLine = StatusLineSettings.Install(plan.Text, file.Path, command, line.IsWanted, line.IsForced);
        report.Plan(file.Text, withLine.Text, plan.Changes);
        report.Line = withLine.Action;
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

        if (withLine.Action is LineAction.Replaced)
        {
            HumanOnly.Require(context.Environment, "Changing a status line that is installed");
        }

        report.SelfTest = SelfTest.Run(command, context.Clock);
        report.LineFault = withLine.Action is LineAction.Added or LineAction.Replaced ? LineTest.Run(StatusLineSettings.CommandOf(command), context.Clock) : null;
        if (report.IsFaulty)
        {
            return ExitCode.CheckFailed;
        }

        if (report.HasChanges)
        {
            report.Backup = file.Write(withLine.Text, context.Clock);
        }

        return ExitCode.Done;
    }

    private static ExitCode Uninstall(CommandContext context, SettingsFile file, InitReport report, bool onlyLine)
    {
        HumanOnly.Require(context.Environment, "bursar init --uninstall");
        var (text, changes, line) = onlyLine ? WithoutLine(file) : HookRemoval.Of(file);
        report.Plan(file.Text, text, changes);
        report.Line = line;
        if (report.HasChanges && !report.IsDryRun)
        {
            report.Backup = file.Write(text, context.Clock);
        }

        return ExitCode.Done;
    }

    private static (byte[]? Text, IReadOnlyList<(string Event, HookAction Action)> Changes, LineAction? Line) WithoutLine(SettingsFile file)
    {
        if (file.Text is not { } text)
        {
            return (null, [], null);
        }

        var plan = StatusLineSettings.Remove(text, file.Path);
        return (plan.Text, [], plan.Action);
    }
}
