using System.CommandLine;
using System.Globalization;
using Bursar.Cli.Guarding;
using Bursar.Cli.Setup;
using Bursar.Guard.Human;
using Bursar.Policy;

namespace Bursar.Cli.Commands;

/// <summary>Puts the guard to work: its hooks in Claude Code's settings.</summary>
internal static class InitCommand
{
    public static Command Create(CommandContext context)
    {
        var user = new Option<bool>("--user") { Description = "Write the user's settings, for every project (the default)." };
        var project = new Option<bool>("--project") { Description = "Write .claude/settings.json of this project instead." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be written, and write nothing." };
        var uninstall = new Option<bool>("--uninstall") { Description = "Take the hooks out again. Not inside Claude Code." };
        var command = new ExampleCommand("init", "Install the hooks in Claude Code's settings, so that the books are kept and limits hold.", "bursar init");
        foreach (var option in new Option[] { user, project, dryRun, uninstall })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(user) && result.GetValue(project))
            {
                result.AddError("Choose one of --user and --project.");
            }
        });
        command.SetAction(parsed =>
        {
            var settings = new SettingsFile(parsed.GetValue(project) ? ProjectSettings(context) : UserSettings(context));
            return (int)(parsed.GetValue(uninstall) ? Uninstall(context, settings, parsed.GetValue(dryRun)) : Install(context, settings, parsed.GetValue(dryRun)));
        });
        return command;
    }

    private static ExitCode Install(CommandContext context, SettingsFile settings, bool dryRun)
    {
        var output = context.Terminal.Out;
        var before = settings.Read();
        var text = HookSettings.Read(settings.Path, before);
        var hook = Programs.Hook(context.Environment);
        var client = Programs.Client(context.Environment);
        var events = HookEvents.For(client);
        var command = HookCommandLine.For(hook);
        text.Install(events, command, name => HookEvents.Entry(name, command));
        if (dryRun)
        {
            output.WriteLine($"Would write {settings.Path}: {hook} on {string.Join(", ", events)}. Nothing was written; this is how it would read:");
            output.Write(System.Text.Encoding.UTF8.GetString(text.Bytes));
            return ExitCode.Done;
        }

        // Before anything is written: hooks that do not answer would only be in the way.
        var (took, fault) = Programs.SelfTest(hook, context.Clock);
        if (fault is not null)
        {
            throw new UserError(ExitCode.CheckFailed, $"{hook} does not stop what a policy forbids: {fault}. Nothing was installed.", "Install both programs anew with eng/install.");
        }

        if (text.Bytes.AsSpan().SequenceEqual(before))
        {
            output.WriteLine($"{settings.Path} has the hooks already; nothing was changed.");
        }
        else
        {
            var installed = new Installed(context.Paths);
            var origin = installed.Find(settings.Path, before) is { } known ? known.Before : settings.Exists ? before : null;
            var backup = settings.Write(text.Bytes, context.Clock);
            installed.Remember(settings.Path, text.Bytes, origin);
            output.WriteLine($"Wrote {settings.Path}{(backup is null ? "" : $" (a copy of what was there: {Path.GetFileName(backup)})")}.");
        }

        output.WriteLine($"Hooks: {string.Join(", ", events)}{(client is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (Claude Code {client})"))}.");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Self-test: bursar-hook denied a tool that a policy forbids, in {took.TotalMilliseconds:0} ms."));
        SayWhatIsProtected(context);
        return ExitCode.Done;
    }

    private static void SayWhatIsProtected(CommandContext context)
    {
        var output = context.Terminal.Out;
        var policy = PolicyFiles.Read(PolicyFiles.Find(BursarPaths.ManagedPolicyFile, context.Paths.PolicyFile, Directory.GetCurrentDirectory()));
        if (policy.Broken.Count > 0)
        {
            output.WriteLine($"Attention: {policy.Broken[0].Errors[0]} Until it is corrected, every session here is stopped; `bursar policy check` says more.");
            return;
        }

        var limits = policy.Files.SelectMany(file => file.Budgets.SelectMany(budget => budget.Limits.Select(limit => $"{budget.NameOf(limit)} {Amount.Text(limit.Kind, limit.Value)}"))).ToList();
        output.WriteLine(limits.Count == 0
            ? "Protected: nothing is limited yet, the books are kept from now on. Set a limit with `bursar policy set maxSpendUSD=10`."
            : $"Protected from the next session on: {string.Join(", ", limits)}{(policy.Protects ? "; the agent's tools may not write policies, ledger, settings and transcripts" : "")}. `bursar policy show` has the details.");
    }

    private static ExitCode Uninstall(CommandContext context, SettingsFile settings, bool dryRun)
    {
        HumanOnly.Require(context.Environment, "bursar init --uninstall");
        var output = context.Terminal.Out;
        var before = settings.Read();
        var text = HookSettings.Read(settings.Path, before);
        if (text.Events.Count == 0)
        {
            output.WriteLine($"{settings.Path} has no hook of Bursar; nothing was changed.");
            return ExitCode.Done;
        }

        var events = string.Join(", ", text.Events);
        if (dryRun)
        {
            output.WriteLine($"Would take the hooks on {events} out of {settings.Path}. Nothing was written.");
            return ExitCode.Done;
        }

        var installed = new Installed(context.Paths);
        var known = installed.Find(settings.Path, before);
        text.Uninstall();
        if (known is { Before: null } || (known is null && text.IsEmpty))
        {
            settings.Delete();
        }
        else
        {
            settings.Write(known?.Before ?? text.Bytes, context.Clock);
        }

        installed.Forget(settings.Path);
        output.WriteLine($"Took the hooks on {events} out of {settings.Path}. The ledger and the policies stay where they are.");
        return ExitCode.Done;
    }

    private static string UserSettings(CommandContext context) => Path.Combine(context.Roots[0], "settings.json");

    /// <summary>The nearest folder that is a project, from here upwards.</summary>
    private static string ProjectSettings(CommandContext context)
    {
        var here = Directory.GetCurrentDirectory();
        var project = here;
        for (var folder = here; folder is not null && folder != context.Home; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Combine(folder, ".claude")) || Directory.Exists(Path.Combine(folder, ".git")) || File.Exists(Path.Combine(folder, ".git")))
            {
                project = folder;
                break;
            }
        }

        return project != context.Home
            ? Path.Combine(project, ".claude", "settings.json")
            : throw UserError.BadInput($"{here} is your home, not a project: its .claude/settings.json are the user's settings.", "Run this in a project's folder, or leave --project out.");
    }
}
