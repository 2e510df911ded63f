using System.Text;
using Bursar.Guard.Protection;

namespace Bursar.Cli.Dashboards;

/// <summary>Puts a dashboard into its file: as a whole, only when it changed, and never in the place of something else.</summary>
internal static class DashboardFile
{
    private static readonly string[] s_devices = ["/dev/", "/proc/", "/sys/"];

    /// <returns>Whether the file was written; false when it holds the same already.</returns>
    public static bool Write(CommandContext context, string path, string text)
    {
        var target = Target(path);
        var folder = Path.GetDirectoryName(target)!;
        if (Directory.Exists(target))
        {
            throw UserError.BadInput($"{path} is a folder; expected a file to write.", $"Name a file in it, such as {Path.Combine(path, "spending.md")}.");
        }

        if (!Directory.Exists(folder))
        {
            throw UserError.BadInput($"{path} cannot be written: there is no folder {folder}.", $"Make it: mkdir -p '{folder}'");
        }

        var isProtected = ProtectedPaths.Find(context.Paths, BursarPaths.ManagedPolicyFile, context.Environment, context.Home, project: null, programs: null, []).HitBy(target);
        if (isProtected is not null)
        {
            throw UserError.BadInput($"{path} is not a place for a dashboard: it is among {isProtected.What}.", "Name a file elsewhere.");
        }

        try
        {
            if (File.Exists(target) && !IsOrdinary(new FileInfo(target)))
            {
                throw UserError.BadInput($"{path} is a device or a pipe; expected an ordinary file, or a name that is free.", "Name another file; --out - prints the dashboard.");
            }

            return Put(target, Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{path} cannot be written: {e.Message}", "Make the folder writable, or name another file.", e);
        }
    }

    /// <summary>A link is followed: what it leads to is the file.</summary>
    private static string Target(string path)
    {
        var full = path.Length > 0 ? Path.GetFullPath(path) : throw UserError.BadInput("The dashboard's file has no name.", "Expected the path of a file, such as spending.md.");
        try
        {
            return new FileInfo(full) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full;
        }
        catch (IOException e)
        {
            throw UserError.BadInput($"{path} cannot be followed: {e.Message}", "Remove the link, or name another file.", e);
        }
    }

    private static bool Put(string target, byte[] text)
    {
        var old = new FileInfo(target);
        if (old.Exists && old.Length == text.Length && File.ReadAllBytes(target).AsSpan().SequenceEqual(text))
        {
            return false;
        }

        OwnFiles.Replace(target, text, mode: null);
        return true;
    }

    /// <summary>
    /// Attributes tell nothing of pipes and devices, which a file would replace. They have no length and cannot be sought in, but
    /// for a few devices that say they can. Opened for both, as a pipe without another end would hold whoever opens it for one.
    /// </summary>
    private static bool IsOrdinary(FileInfo file)
    {
        if (OperatingSystem.IsWindows() || file.Length > 0)
        {
            return true;
        }

        if (Array.Exists(s_devices, folder => file.FullName.StartsWith(folder, StringComparison.Ordinal)))
        {
            return false;
        }

        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        return stream.CanSeek;
    }
}
