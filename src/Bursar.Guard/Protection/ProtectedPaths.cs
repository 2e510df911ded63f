using Bursar.Transcripts;

namespace Bursar.Guard.Protection;

/// <summary>Everything that the agent's tools may read and not change, and what is needed to recognise it in a command.</summary>
/// <param name="Entries">The paths, each as it is written; where links lead is found when it matters.</param>
/// <param name="Variables">The environment in which the agent's commands run.</param>
/// <param name="IgnoresCase">Whether the file system takes <c>Policy.JSON</c> for <c>policy.json</c>.</param>
public sealed record ProtectedPaths(IReadOnlyList<ProtectedPath> Entries, Func<string, string?> Variables, bool IgnoresCase)
{
    private const string Limits = "the limits of this session";
    private const string Hooks = "the settings that install Bursar's hooks";

    /// <summary>What the paths follow from: of the same the paths are the same, whatever lies there.</summary>
    private sealed record Asked(BursarPaths Bursar, string? ManagedPolicy, string Roots, string? Home, string? Project, string? Programs, string More);

    private sealed record Remembered(Asked Asked, ProtectedPath[] Entries);

    /// <summary>A program that answers hooks is asked for the same again and again.</summary>
    private static volatile Remembered? s_last;

    internal StringComparison Comparison => IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <param name="bursar">Bursar's own folders.</param>
    /// <param name="managedPolicy">The administrator's policy file; its folder is protected.</param>
    /// <param name="variables">The environment of the session.</param>
    /// <param name="home">The user's home, or null.</param>
    /// <param name="project">The session's project, or null; policies of every folder above it count.</param>
    /// <param name="programs">The folder that holds <c>bursar</c> and <c>bursar-hook</c>, or null.</param>
    /// <param name="more">The user's own, from <c>protect</c> in a policy: files or folders, <c>~</c> for the home, else relative to the project.</param>
    public static ProtectedPaths Find(BursarPaths bursar, string? managedPolicy, Func<string, string?> variables, string? home, string? project, string? programs, IEnumerable<string> more)
    {
        var asked = new Asked(bursar, managedPolicy, string.Join('\0', TranscriptRoots.Find(variables, home)), home, project, programs, string.Join('\0', more));
        var last = s_last;
        if (last is null || last.Asked != asked)
        {
            s_last = last = new Remembered(asked, Find(bursar, managedPolicy, TranscriptRoots.Find(variables, home), home, project, programs, more));
        }

        return new ProtectedPaths(last.Entries, variables, OperatingSystem.IsMacOS() || OperatingSystem.IsWindows());
    }

    private static ProtectedPath[] Find(BursarPaths bursar, string? managedPolicy, IReadOnlyList<string> roots, string? home, string? project, string? programs, IEnumerable<string> more)
    {
        var list = new List<ProtectedPath>();
        Folder(list, bursar.Config, Limits, ["policy.json", "config.json", "prices.json"]);
        Folder(list, bursar.Data, "Bursar's ledger", ["ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db-queue"]);
        Folder(list, bursar.State, "Bursar's state files", ["session.json"]);
        if (managedPolicy is not null)
        {
            Folder(list, Path.GetDirectoryName(managedPolicy), Limits, ["policy.json"]);
        }

        Add(list, ManagedSettings.File, false, Hooks);
        foreach (var root in roots)
        {
            Add(list, Path.Combine(root, "settings.json"), false, Hooks);
            Add(list, Path.Combine(root, "settings.local.json"), false, Hooks);
            Add(list, Path.Combine(root, ".claude.json"), false, Hooks);
            list.Add(new ProtectedPath(Normal(Path.Combine(root, "projects")), true, "the transcripts that the books are kept from") { Contents = ["session.jsonl", "agent-a.jsonl", "agent-a.meta.json"], FreeBelow = "memory" });
        }

        if (home is not null)
        {
            list.Add(new ProtectedPath(Normal(Path.Combine(home, ".claude.json")), false, Hooks) { TellingParts = 1 });
        }

        Project(list, project);
        Programs(list, programs);
        foreach (var path in more)
        {
            Add(list, PathText.Join(project ?? "/", path, home), true, "protected by a policy");
        }

        return [.. list.Distinct()];
    }

    /// <summary>The protected thing that would be changed if a file were written there; null when none would.</summary>
    /// <param name="path">A whole path.</param>
    public ProtectedPath? HitBy(string path) => new PathCheck(this, home: null).Written(path, ["/"]);

    private static void Project(List<ProtectedPath> list, string? project)
    {
        if (string.IsNullOrEmpty(project))
        {
            return;
        }

        Add(list, Path.Combine(project, ".claude", "settings.json"), false, Hooks);
        Add(list, Path.Combine(project, ".claude", "settings.local.json"), false, Hooks);
        for (var folder = project; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            list.Add(new ProtectedPath(Normal(Path.Combine(folder, ".bursar")), true, Limits) { Contents = ["policy.json"], TellingParts = 1 });
            list.Add(new ProtectedPath(Normal(Path.Combine(folder, ".aflock")), false, Limits) { TellingParts = 1 });
        }
    }

    private static void Programs(List<ProtectedPath> list, string? programs)
    {
        if (string.IsNullOrEmpty(programs))
        {
            return;
        }

        foreach (var name in (string[])["bursar", "bursar-hook", "bursar.exe", "bursar-hook.exe", "bursar.dll", "bursar-hook.dll", "Bursar.Core.dll", "Bursar.Ledger.dll", "Bursar.Guard.dll"])
        {
            Add(list, Path.Combine(programs, name), false, "Bursar's own program");
        }
    }

    private static void Folder(List<ProtectedPath> list, string? path, string what, string[] contents)
    {
        if (!string.IsNullOrEmpty(path))
        {
            list.Add(new ProtectedPath(Normal(path), true, what) { Contents = contents });
        }
    }

    private static void Add(List<ProtectedPath> list, string path, bool isFolder, string what) => list.Add(new ProtectedPath(Normal(path), isFolder, what));

    private static string Normal(string path)
    {
        var slashes = PathText.Slashes(path);
        return PathText.Normal(slashes, "/");
    }
}
