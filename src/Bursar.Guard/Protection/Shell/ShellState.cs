namespace Bursar.Guard;

/// <summary>What one shell knows while its commands are read in order.</summary>
internal sealed class ShellState(Targets targets, string cwd, Func<string, string?> environment, bool isPowerShell)
{
    /// <summary>Scripts in scripts (<c>bash -c</c>, <c>$(…)</c>) beyond this are no one's ordinary command.</summary>
    public const int MaxDepth = 30;

    private const int MaxValue = 4096;

    /// <summary>Characters that variables and braces may add to one command; the guard must not be what hangs.</summary>
    private const int MaxExpanded = 1_000_000;

    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public Targets Targets { get; } = targets;

    public bool IsPowerShell { get; } = isPowerShell;

    public string Cwd { get; set; } = cwd;

    public string? Before { get; set; }

    public int Expanded { get; set; }

    public bool HasExpandedEnough => Expanded > MaxExpanded;

    /// <summary>Why the command may not run; the first reason found.</summary>
    public string? Refusal { get; private set; }

    public void Refuse(string reason) => Refusal ??= reason;

    public void Set(string name, string value) => _variables[name] = value.Length <= MaxValue ? value : Mark.UnknownText;

    /// <returns>Null when it is not known; it may be set by what the shell reads when it starts.</returns>
    public string? Get(string name) => _variables.TryGetValue(name, out var value) ? value : name switch
    {
        "PWD" => Cwd,
        "OLDPWD" => Before,
        "HOME" or "USERPROFILE" => Targets.Home ?? environment(name),
        _ => environment(name),
    };

    public void Enter(string folder)
    {
        // Where a shell goes that cannot be known, it is taken to stay.
        if (folder.Contains(Mark.Unknown, StringComparison.Ordinal) || folder.Length > 4096)
        {
            return;
        }

        (Before, Cwd) = (Cwd, Targets.Normal(folder, Cwd));
    }
}
