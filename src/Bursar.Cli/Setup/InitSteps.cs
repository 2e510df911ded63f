using Bursar.Cli.Rendering;
using Bursar.Guard.Human;

namespace Bursar.Cli.Setup;

/// <summary>What the user asked <c>bursar init</c> for.</summary>
/// <param name="Hook">The hook to install; null for the one that is found.</param>
/// <param name="Client">The client's version; null to ask it.</param>
/// <param name="McpHooks">Tools are asked about by the MCP server.</param>
/// <param name="Line">The status line as well.</param>
/// <param name="ForcesLine">In the place of somebody else's.</param>
internal sealed record InitWish(string? Hook, string? Client, bool McpHooks, bool Line, bool ForcesLine);

/// <summary>Plans, tests and writes, in that order.</summary>
/// <param name="file">The settings.</param>
/// <param name="mcp">The MCP server's entry; null where it is not to be touched.</param>
/// <param name="report">Learns what was found and done.</param>
internal sealed class InitSteps(CommandContext context, SettingsFile file, McpRegistration? mcp, InitReport report)
{
    private SettingsFile _file = file;

    public ExitCode Install(InitWish wish)
    {
        report.Client = wish.Client is null
            ? ClientVersion.Ask(context.Environment, context.Home, context.Clock)
            : ClientVersion.Parse(wish.Client) ?? throw UserError.BadInput($"--client: '{wish.Client}' is no version; expected one such as 2.1.197.");
        report.Hook = HookProgram.Find(wish.Hook, context.Environment);
        var forms = new HookForms(ShellWord.Quote(report.Hook), wish.McpHooks && report.Client >= HookForms.Since);
        if (wish.McpHooks && !forms.AsksOverMcp)
        {
            context.Terminal.Error.WriteLine($"warning: --mcp-hooks needs Claude Code {HookForms.Since} or later, and this one is {report.Client?.ToString() ?? "not known (--client VERSION)"}: hooks that start a program are installed instead.");
        }

        var (plan, withLine) = Plan(forms, wish);
        report.Mcp = mcp?.Installing();
        report.AreDisabled = HookSettings.AreDisabled(plan.Text, _file.Path);
        if (report.AreDisabled)
        {
            context.Terminal.Error.WriteLine($"warning: {_file.Path} says disableAllHooks: Claude Code starts no hook until that is gone.");
        }

        if (report.IsDryRun)
        {
            return ExitCode.Done;
        }

        MustBeHuman(plan, withLine);
        report.SelfTest = SelfTest.Run(forms.Command, context.Clock);
        report.LineFault = withLine.Action is LineAction.Added or LineAction.Replaced ? LineTest.Run(StatusLineSettings.CommandOf(forms.Command), context.Clock) : null;
        if (report.IsFaulty)
        {
            return ExitCode.CheckFailed;
        }

        if (forms.AsksOverMcp)
        {
            // First the server: settings that ask a server which is not there would let every tool run.
            MustServe();
            // Asking the client makes it bring its own files up to date, these settings among them.
            _file = SettingsFile.Open(_file.Path);
            (_, withLine) = Plan(forms, wish);
        }

        if (report.HasChanges)
        {
            report.Backup = _file.Write(withLine.Text, context.Clock);
        }

        report.Mcp = forms.AsksOverMcp ? report.Mcp : mcp?.Apply(report.Mcp!);
        return ExitCode.Done;
    }

    private (HookPlan Hooks, LinePlan Line) Plan(HookForms forms, InitWish wish)
    {
        var hooks = HookSettings.Install(_file.Text ?? [], _file.Path, forms, HookedEvents.For(report.Client));
        var line = StatusLineSettings.Install(hooks.Text, _file.Path, forms.Command, wish.Line, wish.ForcesLine);
        report.Plan(_file.Text, line.Text, hooks.Changes);
        report.Line = line.Action;
        return (hooks, line);
    }

    public ExitCode Uninstall(bool onlyLine)
    {
        HumanOnly.Require(context.Environment, "bursar init --uninstall");
        var (text, changes, line) = onlyLine ? WithoutLine() : HookRemoval.Of(_file);
        report.Plan(_file.Text, text, changes);
        report.Line = line;
        report.Mcp = onlyLine ? null : mcp?.Removing();
        if (report.IsDryRun)
        {
            return ExitCode.Done;
        }

        if (report.HasChanges)
        {
            report.Backup = _file.Write(text, context.Clock);
        }

        report.Mcp = report.Mcp is { } removal ? mcp!.Apply(removal) : null;
        return ExitCode.Done;
    }

    /// <summary>An agent may add the guard; with another program, or for fewer events, it would take it away.</summary>
    private void MustBeHuman(HookPlan plan, LinePlan line)
    {
        if (plan.Changes.Any(change => change.Action is HookAction.Replaced or HookAction.Removed) || report.Mcp?.Action is HookAction.Replaced)
        {
            HumanOnly.Require(context.Environment, "Changing hooks that are installed");
        }

        if (line.Action is LineAction.Replaced)
        {
            HumanOnly.Require(context.Environment, "Changing a status line that is installed");
        }
    }

    /// <summary>Tools shall not depend on a server that does not answer, or is not there.</summary>
    private void MustServe()
    {
        var fault = mcp is null ? "bursar was not found on the PATH" : McpSelfTest.RunAsync(mcp.Program, context.Clock).GetAwaiter().GetResult();
        if (fault is not null)
        {
            throw UserError.Unusable($"The MCP server did not refuse a tool over its limit: {fault}.", "Nothing was written. Install bursar and bursar-hook of the same version (eng/install) and run the command again, or leave out --mcp-hooks.");
        }

        report.Mcp = mcp!.Apply(report.Mcp!);
        if (report.Mcp.Fault is { } missing)
        {
            throw UserError.Unusable($"The MCP server could not be registered: {missing}.", "No hook was changed. Without --mcp-hooks the hooks need no server.");
        }
    }

    private (byte[]? Text, IReadOnlyList<(string Event, HookAction Action)> Changes, LineAction? Line) WithoutLine()
    {
        if (_file.Text is not { } text)
        {
            return (null, [], null);
        }

        var plan = StatusLineSettings.Remove(text, _file.Path);
        return (plan.Text, [], plan.Action);
    }
}
