using System.Diagnostics;

namespace Bursar.Cli.Tests.Processes;

/// <summary>Waits for things to happen, never for time to pass.</summary>
internal static class Waiting
{
    /// <summary>Until the program has written a transaction to the ledger; false if it ended first.</summary>
    public static bool ForWriting(this RunningProgram program, Sandbox sandbox, long sizeBefore)
    {
        while (sandbox.LedgerSize() == sizeBefore)
        {
            if (!program.IsRunning)
            {
                return false;
            }

            Thread.Yield();
        }

        return true;
    }

    /// <summary>Holds this thread for a while, finer than any timer; false if the program ended meanwhile.</summary>
    public static bool Spin(this RunningProgram program, TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            if (!program.IsRunning)
            {
                return false;
            }

            Thread.SpinWait(50);
        }

        return program.IsRunning;
    }
}
