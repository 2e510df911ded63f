using System.Globalization;
using System.Text;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>
/// Failures of the guard that wait for the journal: often the ledger, or what leads to it, is what failed. Each has a file of
/// its own, because many hooks may fail at once, and goes only when the journal has it: whoever is stopped in between leaves it
/// to the next.
/// </summary>
public static class FailureLog
{
    private const string Suffix = ".log";

    private static int s_kept;

    private static string Folder(BursarPaths paths) => Path.Combine(paths.State, "failures");

    /// <summary>Writes down a failure beside the ledger.</summary>
    /// <param name="letsRun">The tool call that the event is about runs for it: it is counted when the failure enters the journal.</param>
    public static void Keep(GuardEnvironment environment, HookEvent? hook, string message, bool letsRun = false)
    {
        try
        {
            var folder = Folder(environment.Paths);
            OwnFiles.CreateFolder(environment.Paths.State);
            OwnFiles.CreateFolder(folder);
            var call = letsRun && hook is { Name: "PreToolUse", ToolUseId.Length: > 0 } ? $"{Field(hook.AgentId)} {Field(hook.ToolUseId)}" : "";
            var line = string.Create(CultureInfo.InvariantCulture, $"{environment.Now}\t{Field(hook?.SessionId)}\t{Field(hook?.Name)}\t{call}\t{message.ReplaceLineEndings(" ")}\n");
            var name = string.Create(CultureInfo.InvariantCulture, $"{environment.Now:d19}-{Environment.ProcessId}-{Interlocked.Increment(ref s_kept)}{Suffix}");
            OwnFiles.ReplaceItself(Path.Combine(folder, name), Encoding.UTF8.GetBytes(line), OwnFiles.OwnerFile, isFlushed: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserError or ArgumentException)
        {
            // (.NET calls the argument wrong where a file may not become so large.)
            // Nowhere to write: stderr and the user's message are what is left, and both are given.
        }
    }

    /// <summary>Takes what waits into the journal, in a transaction of its own: what was decided stands without it.</summary>
    public static void Enter(LedgerStore ledger, GuardEnvironment environment)
    {
        try
        {
            if (Waiting(environment.Paths) is not { Count: > 0 } files)
            {
                return;
            }

            ledger.Transact(() =>
            {
                var book = new GuardBook(ledger);
                foreach (var (entry, call) in files.SelectMany(Entries))
                {
                    // Another hook may have entered it, and not removed it yet.
                    if (!Journal.Has(ledger, entry))
                    {
                        Journal.Write(ledger, entry);
                    }

                    if (call is { } ran && book.Find(ran.Session) is { } guarded && !book.WasAskedAbout(ran))
                    {
                        book.Decided(ran, allowed: true, ThreadQuery.OfCall(ledger, ran.Session, ran.Agent, ran.Id)?.Context ?? new Context(guarded.Project, null, null, null, null), entry.At);
                    }
                }

                return 0;
            });
            foreach (var file in files)
            {
                File.Delete(file);
            }

            // Where there is no folder nobody looks into it; one that has something again stays.
            Directory.Delete(Folder(environment.Paths));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserError)
        {
            // The ledger is busy, or a file cannot be read: what waits goes on waiting.
        }
    }

    /// <summary>What is not in the journal yet, the oldest first.</summary>
    public static IReadOnlyList<JournalEntry> Read(BursarPaths paths) => [.. Waiting(paths).SelectMany(Entries).Select(line => line.Entry)];

    /// <summary>The files, the oldest first.</summary>
    private static List<string> Waiting(BursarPaths paths)
    {
        var folder = Folder(paths);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*" + Suffix).Order(StringComparer.Ordinal)] : [];
    }

    private static IEnumerable<(JournalEntry Entry, GuardedCall? Call)> Entries(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path, Encoding.UTF8);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another hook has taken it into the journal meanwhile.
            yield break;
        }

        foreach (var fields in lines.Select(line => line.Split('\t', 5)))
        {
            if (fields.Length == 5 && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at))
            {
                var call = fields[3].Split(' ', 2);
                yield return (new JournalEntry(at, JournalKind.Error, Some(fields[1]), Some(fields[2]), fields[4]), call.Length == 2 ? new GuardedCall(fields[1], Some(call[0]), call[1], 0) : null);
            }
        }
    }

    /// <summary>Between tabs and blanks; ids of the client hold neither.</summary>
    private static string Field(string? text) => text is null ? "" : string.Concat(text.Select(c => char.IsWhiteSpace(c) || char.IsControl(c) ? '_' : c));

    private static string? Some(string text) => text.Length == 0 ? null : text;
}
