using System.Globalization;
using System.Text;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>Failures of the guard that wait for the journal: often the ledger, or what leads to it, is what failed.</summary>
public static class FailureLog
{
    /// <summary>Where failures wait that could not be written to the ledger, because the ledger is what failed.</summary>
    private static string Waiting(BursarPaths paths) => Path.Combine(paths.State, "failures.log");

    /// <summary>Writes down a failure beside the ledger.</summary>
    /// <param name="letsRun">The tool call that the event is about runs for it: it is counted when the failure enters the journal.</param>
    public static void Keep(GuardEnvironment environment, HookEvent? hook, string message, bool letsRun = false)
    {
        try
        {
            Directory.CreateDirectory(environment.Paths.State);
            var call = letsRun && hook is { Name: "PreToolUse", ToolUseId.Length: > 0 } ? $"{Field(hook.AgentId)} {Field(hook.ToolUseId)}" : "";
            var line = string.Create(CultureInfo.InvariantCulture, $"{environment.Now}\t{Field(hook?.SessionId)}\t{Field(hook?.Name)}\t{call}\t{message.ReplaceLineEndings(" ")}\n");
            File.AppendAllText(Waiting(environment.Paths), line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserError or ArgumentException)
        {
            // (.NET calls the argument wrong where a file may not become so large.)
            // Nowhere to write: stderr and the user's message are what is left, and both are given.
        }
    }

    /// <summary>Takes what waited into the journal, in a transaction of its own: what was decided stands without it.</summary>
    public static void Enter(LedgerStore ledger, GuardEnvironment environment)
    {
        var path = Waiting(environment.Paths);
        if (!File.Exists(path))
        {
            return;
        }

        var taken = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
        try
        {
            File.Move(path, taken);
            var entries = Entries(taken);
            ledger.Transact(() =>
            {
                var book = new GuardBook(ledger);
                foreach (var (entry, call) in entries)
                {
                    Journal.Write(ledger, entry);
                    if (call is { } ran && book.Find(ran.Session) is { } guarded && !book.WasAskedAbout(ran))
                    {
                        book.Decided(ran, allowed: true, ThreadQuery.OfCall(ledger, ran.Session, ran.Agent, ran.Id)?.Context ?? new Context(guarded.Project, null, null, null, null), entry.At);
                    }
                }

                return 0;
            });
            File.Delete(taken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another hook took it, or it stays for the next one.
        }
        catch (UserError)
        {
            // The ledger is busy: what waited goes on waiting.
            File.AppendAllText(path, File.ReadAllText(taken));
            File.Delete(taken);
        }
    }

    /// <summary>What is not in the journal yet, the oldest first.</summary>
    public static IReadOnlyList<JournalEntry> Read(BursarPaths paths)
    {
        try
        {
            return [.. Entries(Waiting(paths)).Select(line => line.Entry)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static List<(JournalEntry Entry, GuardedCall? Call)> Entries(string path)
    {
        var entries = new List<(JournalEntry, GuardedCall?)>();
        foreach (var fields in File.ReadLines(path, Encoding.UTF8).Select(line => line.Split('\t', 5)))
        {
            if (fields.Length == 5 && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at))
            {
                var call = fields[3].Split(' ', 2);
                entries.Add((new JournalEntry(at, JournalKind.Error, Some(fields[1]), Some(fields[2]), fields[4]), call.Length == 2 ? new GuardedCall(fields[1], Some(call[0]), call[1], 0) : null));
            }
        }

        return entries;
    }

    /// <summary>Between tabs and blanks; ids of the client hold neither.</summary>
    private static string Field(string? text) => text is null ? "" : string.Concat(text.Select(c => char.IsWhiteSpace(c) || char.IsControl(c) ? '_' : c));

    private static string? Some(string text) => text.Length == 0 ? null : text;
}
