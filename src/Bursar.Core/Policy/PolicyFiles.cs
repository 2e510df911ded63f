using System.Collections.ObjectModel;
using System.Text;
using System.Text.Unicode;

namespace Bursar.Policy;

/// <summary>A policy file as it stands on disk, or why it cannot be read.</summary>
/// <param name="Content">Null when the file is there and cannot be read.</param>
public sealed record PolicyText(string Path, PolicySource Source, string? Content, string? Fault = null);

/// <summary>The policy files that apply to a project, as they stand on disk.</summary>
public sealed class PolicyTexts(IList<PolicyText> texts) : ReadOnlyCollection<PolicyText>(texts)
{
    private EffectivePolicy? _policy;

    /// <summary>What they say together. A hook asks several times and reads them once.</summary>
    public EffectivePolicy Policy => _policy ??= PolicyFiles.Read(this);
}

/// <summary>Finds the policy files that apply to a project.</summary>
public static class PolicyFiles
{
    private const string ProjectFolder = ".bursar";
    private const string AflockFile = ".aflock";
    private const long MaxLength = 1_000_000;

    /// <summary>
    /// The managed policy, the user's, and those of the project and every folder above it: a policy in a subfolder can add
    /// limits and never hide the one above.
    /// </summary>
    public static PolicyTexts Find(string managed, string? user, string? project)
    {
        var found = new List<PolicyText>();
        Add(found, managed, PolicySource.Managed);
        if (user is not null)
        {
            Add(found, user, PolicySource.User);
        }

        // Two spellings of a folder are one: a file that is found twice would be pinned twice.
        for (var folder = project is { Length: > 0 } && !project.Contains('\0', StringComparison.Ordinal) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(project)) : null; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            var file = Path.Combine(folder, ProjectFolder, "policy.json");
            if (!string.Equals(file, user, StringComparison.Ordinal))
            {
                Add(found, file, PolicySource.Project);
            }

            Add(found, Path.Combine(folder, AflockFile), PolicySource.Project);
        }

        return new PolicyTexts(found);
    }

    /// <summary>Reads the files; those that were read before, such as by <c>bursar policy check</c>, may be added.</summary>
    public static EffectivePolicy Read(IEnumerable<PolicyText> texts)
    {
        var files = new List<PolicyFile>();
        var broken = new List<BrokenPolicy>();
        foreach (var text in texts)
        {
            if (text.Content is not { } content)
            {
                broken.Add(new BrokenPolicy(text.Path, text.Source, [$"{text.Path}: cannot be read: {text.Fault}"]));
                continue;
            }

            var (policy, errors) = PolicyReader.Read(Encoding.UTF8.GetBytes(content), text.Path, text.Source, Path.GetFileName(text.Path) is AflockFile);
            if (policy is not null)
            {
                files.Add(policy);
            }
            else
            {
                broken.Add(new BrokenPolicy(text.Path, text.Source, errors));
            }
        }

        return files.Count == 0 && broken.Count == 0 ? EffectivePolicy.None : new EffectivePolicy(files, broken);
    }

    private static void Add(List<PolicyText> found, string path, PolicySource source)
    {
        try
        {
            // Whatever stands in the file's place is looked at: a folder or a link to nowhere there is a fault, not "no policy".
            if (Path.Exists(path))
            {
                found.Add(Read(path, source));
            }
            else if (BlocksFile(path) is { } fault)
            {
                found.Add(new PolicyText(path, source, null, fault));
            }
            else if (source is not PolicySource.Project && HidesFile(path))
            {
                found.Add(new PolicyText(path, source, null, "its folder may not be looked into"));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            found.Add(new PolicyText(path, source, null, e.Message));
        }
    }

    private static PolicyText Read(string path, PolicySource source)
    {
        var file = new FileInfo(path);
        file = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;

        // A pipe has no length either; opening one would hold the hook up until the client goes on without it.
        if (file is { Exists: true, Length: 0 })
        {
            return new PolicyText(path, source, null, "it is empty");
        }

        if (file is { Exists: true, Length: > MaxLength })
        {
            return new PolicyText(path, source, null, $"it has {file.Length} bytes, more than any policy ({MaxLength})");
        }

        // Read as bytes: what is not UTF-8 would otherwise come out as other letters, and a scope would match nothing.
        var bytes = File.ReadAllBytes(path);
        return Utf8.IsValid(bytes) ? new PolicyText(path, source, Encoding.UTF8.GetString(bytes)) : new PolicyText(path, source, null, "it is not UTF-8 text");
    }

    /// <summary>A folder's place that is taken by a file, or by a link to nowhere or in circles, may hide a policy.</summary>
    private static string? BlocksFile(string path)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(path)!);
        return folder.Exists ? null
            : folder.LinkTarget is { } target ? $"{folder.FullName} is a link that leads to no folder ({target})"
            : File.Exists(folder.FullName) ? $"{folder.FullName} is a file, not a folder"
            : null;
    }

    /// <summary>A folder that may not be entered answers "no such file" for everything in it.</summary>
    private static bool HidesFile(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder))
        {
            return false;
        }

        try
        {
            _ = File.GetAttributes(path);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
