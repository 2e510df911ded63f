namespace Bursar;

/// <summary>The exit codes of <c>bursar</c>; scripts rely on them, so they are never renumbered.</summary>
public enum ExitCode
{
    Done = 0,

    /// <summary>A check failed: verify, or a budget is breached.</summary>
    CheckFailed = 1,

    /// <summary>Wrong usage or bad input.</summary>
    BadInput = 2,

    /// <summary>The ledger or a file could not be used.</summary>
    Unusable = 3,

    Interrupted = 130,
}
