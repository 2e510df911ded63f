using System.Text.Json;
using Bursar.Cli.Setup.Json;

namespace Bursar.Cli.Setup;

/// <summary>Bursar's hooks in one settings file.</summary>
/// <param name="Events">Those that Bursar answers for every tool.</param>
/// <param name="Missing">Events of today's clients that the file does not name.</param>
/// <param name="Fault">Why the program cannot be started; null when nothing stands in the way.</param>
internal sealed record InstalledHooks(string File, IReadOnlyList<string> Events, IReadOnlyList<string> Missing, string? Fault);

/// <summary>What of Bursar is in Claude Code's settings, for a session that starts in a folder.</summary>
/// <param name="Hooks">One for each settings file that has some.</param>
/// <param name="DisabledBy">Settings that tell Claude Code to start no hook at all.</param>
/// <param name="StatusLine">The settings that have Bursar's status line, or null.</param>
/// <param name="McpServer">Where Bursar's MCP server is registered, or null.</param>
/// <param name="Faults">Settings that cannot be read, and why.</param>
internal sealed record Installation(IReadOnlyList<InstalledHooks> Hooks, IReadOnlyList<string> DisabledBy, string? StatusLine, string? McpServer, IReadOnlyList<string> Faults)
{
    public static Installation Find(Func<string, string?> environment, string? home, string folder, TimeProvider clock)
    {
        var faults = new List<string>();
        var (user, project) = (Try(faults, () => SettingsPlace.User(environment, home)), Project(environment, home, folder));
        string[] files = [.. new[] { user, project, project is null ? null : Path.Combine(Path.GetDirectoryName(project)!, "settings.local.json") }.OfType<string>()];
        var hooks = new List<InstalledHooks>();
        var disabled = new List<string>();
        string? line = null;
        foreach (var path in files)
        {
            if (Try(faults, () => SettingsFile.Open(path).Text is { } text && !HookSettings.IsBlank(text) ? JsonSpans.Read(text, path) : null) is not { } root)
            {
                continue;
            }

            var entries = HookEntries.Find(root).Where(entry => entry.IsForAll).ToList();
            var events = entries.Select(entry => entry.EventName).Distinct(StringComparer.Ordinal).ToList();
            if (events.Count > 0)
            {
                hooks.Add(new InstalledHooks(path, events, Missing(events), entries.Select(entry => Fault(entry, environment)).FirstOrDefault(fault => fault is not null)));
            }

            if (root["disableAllHooks"]?.Kind == JsonValueKind.True)
            {
                disabled.Add(path);
            }

            line = StatusLineSettings.Find(root) is null ? line : path;
        }

        var servers = new List<McpRegistration> { new UserMcp(environment, home, "", clock) };
        if (project is not null && Try(faults, () => SettingsFile.Open(SettingsPlace.ProjectServers(project))) is { } file)
        {
            servers.Add(new ProjectMcp(file, ""));
        }

        return new Installation(hooks, disabled, line, servers.FirstOrDefault(server => Try(faults, () => server.IsRegistered ? server : null) is not null)?.File, faults);
    }

    /// <summary>Of PostToolUse and PostToolBatch clients have the one or the other (<see cref="HookedEvents"/>), so either will do.</summary>
    private static string[] Missing(IReadOnlyList<string> events)
    {
        static bool IsAfterTool(string name) => name.StartsWith("PostTool", StringComparison.Ordinal);
        return [.. HookedEvents.All.Select(hooked => hooked.Name).Except(events).Where(name => !IsAfterTool(name) || !events.Any(IsAfterTool))];
    }

    private static string? Fault(HookEntry entry, Func<string, string?> environment)
    {
        var program = entry.IsMcp ? null : entry.Hook.Value["args"] is null ? ShellWord.Hook(entry.Command) : entry.Command;
        return program is null ? null
            : !Path.IsPathRooted(program) ? Programs.OnPath(environment, program).Any() ? null : $"{program} is not on the PATH"
            : Programs.IsProgram(program) ? null
            : File.Exists(program) ? $"{program} may not be executed" : $"{program} is not there";
    }

    /// <summary>Null in a folder whose settings are the user's own.</summary>
    private static string? Project(Func<string, string?> environment, string? home, string folder)
    {
        try
        {
            return SettingsPlace.Project(environment, home, folder);
        }
        catch (UserError)
        {
            return null;
        }
    }

    private static T? Try<T>(List<string> faults, Func<T?> ask)
        where T : class
    {
        try
        {
            return ask();
        }
        catch (UserError e)
        {
            faults.Add(e.Message);
            return null;
        }
    }
}
