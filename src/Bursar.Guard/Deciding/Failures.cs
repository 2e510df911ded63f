using System.Globalization;
using System.Text;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>
/// A failure of the guard is a decision too: by the policy's <c>onError</c> the session goes on or stops; either way it is
/// said on stderr, to the user, and in the journal.
/// </summary>
internal static class Failures
{
    public static HookAnswer Answer(EffectivePolicy policy, HookEvent hook, string message)
    {
        if (policy.FailsClosed && hook.CanStop)
        {
            return new HookAnswer(hook.Name is "PreToolUse" ? Verdict.Deny : Verdict.Stop, $"Bursar cannot tell whether a limit is reached, and the policy says to stop then (onError: closed): {message}");
        }

        return new HookAnswer(Verdict.Allow, Message: $"Bursar could not check the limits: {message}");
    }

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
            var lines = File.ReadAllLines(taken, Encoding.UTF8);
            ledger.Transact(() =>
            {
                foreach (var fields in lines.Select(line => line.Split('\t', 4)).Where(fields => fields.Length == 4))
                {
                    if (long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at))
                    {
                        Journal.Write(ledger, new JournalEntry(at, JournalKind.Error, Some(fields[1]), Some(fields[2]), fields[3]));
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

    private static string? Some(string text) => text.Length == 0 ? null : text;
}
