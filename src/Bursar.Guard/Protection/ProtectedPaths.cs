namespace Bursar.Guard;

/// <summary>Everything that the agent's tools may read and not change.</summary>
public sealed record ProtectedPaths(IReadOnlyList<ProtectedPath> Entries)
{
    private static readonly string[] ProgramFiles =
        ["bursar", "bursar-hook", "bursar.exe", "bursar-hook.exe", "bursar.dll", "bursar-hook.dll", "bursar-programs", "libe_sqlite3.so", "libe_sqlite3.dylib", "e_sqlite3.dll"];

    private (string Path, ProtectedPath Entry)[]? _physical;

    /// <summary>How paths of this machine compare.</summary>
    public StringComparison Comparison { get; init; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <param name="places">Bursar's own folders: all in them is protected.</param>
    /// <param name="managedPolicy">The administrator's policy file.</param>
    /// <param name="project">The session's project; the policies of the folders above it are protected too.</param>
    /// <param name="roots">Claude Code's configuration folders; of what is in them, the settings and the transcripts are protected.</param>
    /// <param name="programs">The folder in which bursar and bursar-hook lie.</param>
    /// <param name="chosen">Absolute paths, or such that begin with <c>~/</c>.</param>
    public static ProtectedPaths Of(BursarPaths places, string managedPolicy, string? home, string? project, IEnumerable<string> roots, string? programs, IEnumerable<string> chosen)
    {
        var files = new FilePaths(home);
        var found = new Dictionary<string, ProtectedPath>(StringComparer.Ordinal);
        Add(ProtectedKind.Policy, managedPolicy, places.Config);
        Add(ProtectedKind.Books, places.Data, places.State);
        for (var folder = project; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            Add(ProtectedKind.Policy, $"{folder}/.bursar", $"{folder}/.aflock");
        }

        foreach (var root in roots)
        {
            Add(ProtectedKind.Settings, $"{root}/settings.json", $"{root}/settings.local.json", $"{root}/.claude.json");
            Add(ProtectedKind.Transcripts, $"{root}/projects");
        }

        if (!string.IsNullOrEmpty(project))
        {
            Add(ProtectedKind.Settings, $"{project}/.claude/settings.json", $"{project}/.claude/settings.local.json");
        }

        if (!string.IsNullOrEmpty(home))
        {
            Add(ProtectedKind.Settings, $"{home}/.claude.json");
        }

        if (!string.IsNullOrEmpty(programs))
        {
            var folder = Path.TrimEndingDirectorySeparator(programs);
            // eng/install puts links beside a folder with all files where it cannot build native programs.
            folder = Path.GetFileName(folder) is "bursar-programs" ? Path.GetDirectoryName(folder)! : folder;
            Add(ProtectedKind.Programs, [.. ProgramFiles.Select(name => $"{folder}/{name}")]);
        }

        Add(ProtectedKind.Chosen, [.. chosen]);
        return new ProtectedPaths([.. found.Values]);

        void Add(ProtectedKind kind, params string[] paths)
        {
            foreach (var path in paths.Where(path => path.Length > 0))
            {
                var normal = FilePaths.Normal(files.Rooted(path, "/"));
                found.TryAdd(normal, new ProtectedPath(normal, kind));
            }
        }
    }

    /// <summary>The entries by where they really lie, where that differs.</summary>
    internal (string Path, ProtectedPath Entry)[] Physical(FilePaths files) =>
        _physical ??= [.. Entries.Select(entry => (files.Physical(entry.Path), entry)).Where(pair => !string.Equals(pair.Item1, pair.entry.Path, Comparison))];
}
