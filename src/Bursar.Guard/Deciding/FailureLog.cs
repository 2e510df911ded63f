using System.Globalization;
using System.Text;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;

namespace Bursar.Guard;

/// <summary>Failures of the guard that wait for the journal: often the ledger, or what leads to it, is what failed.</summary>
public static class FailureLog
{
    /// <summary>Where failures wait that could not be written to the ledger, because the ledger is what failed.</summary>
    private static string Waiting(BursarPaths paths) => Path.Combine(paths.State, "failures.log");

    /// <summary>Writes down a failure beside the ledger.</summary>
    public static void Keep(GuardEnvironment environment, HookEvent? hook, string message)
    {
        try
        {
            Directory.CreateDirectory(environment.Paths.State);
            var line = string.Create(CultureInfo.InvariantCulture, $"{environment.Now}\t{hook?.SessionId}\t{hook?.Name}\t{message.ReplaceLineEndings(" ")}\n");
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
                foreach (var entry in entries)
                {
                    Journal.Write(ledger, entry);
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
            return Entries(Waiting(paths));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static List<JournalEntry> Entries(string path)
    {
        var entries = new List<JournalEntry>();
        foreach (var fields in File.ReadLines(path, Encoding.UTF8).Select(line => line.Split('\t', 4)))
        {
            if (fields.Length == 4 && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at))
            {
                entries.Add(new JournalEntry(at, JournalKind.Error, Some(fields[1]), Some(fields[2]), fields[3]));
            }
        }

        return entries;
    }

    private static string? Some(string text) => text.Length == 0 ? null : text;
}
