using Bursar.Pricing;

namespace Bursar.Policy;

/// <summary>Who wrote a policy file. The values are stored in the ledger: never renumber.</summary>
public enum PolicySource
{
    Managed = 0,
    User = 1,
    Project = 2,

    /// <summary>Named on the command line.</summary>
    Given = 3,
}

/// <summary>One policy file. Its settings apply to its own limits, so that no file can loosen another's.</summary>
public sealed record PolicyFile(string Path, PolicySource Source)
{
    /// <summary>The <c>limits</c> block first, if there is one.</summary>
    public IReadOnlyList<Budget> Budgets { get; init; } = [];

    /// <summary>Whether a failure of the guard stops the session.</summary>
    public bool FailsClosed { get; init; }

    /// <summary>Whether spend limits bind although some of the cost has no price.</summary>
    public bool EnforcesUnpriced { get; init; }

    /// <summary>By whose account this file's spend limits are judged.</summary>
    public SpendBasis Basis { get; init; }

    /// <summary>Whether cache reads count as input tokens.</summary>
    public bool CountsCacheReads { get; init; } = true;

    /// <summary>Whether the agent's tools are kept from the guard's own files.</summary>
    public bool Protects { get; init; } = true;

    /// <summary>More paths that the agent's tools shall not write.</summary>
    public IReadOnlyList<string> ProtectedPaths { get; init; } = [];

    /// <summary>What follows when something out of the ordinary goes on in a session; null: nothing is looked for.</summary>
    public AnomalyAction? Anomalies { get; init; }

    /// <summary>Prices; not in a project's policy.</summary>
    public IReadOnlyList<PriceOverride> Prices { get; init; } = [];
}

/// <summary>What follows on an anomaly of a running session; the later is the stricter.</summary>
public enum AnomalyAction
{
    Warn,
    Stop,
}

/// <summary>A policy file that is there and cannot be used: never the same as no policy.</summary>
public sealed record BrokenPolicy(string Path, PolicySource Source, IReadOnlyList<string> Errors);

/// <summary>All policy files that apply to a session; every limit of every file holds, so the strictest wins.</summary>
public sealed record EffectivePolicy(IReadOnlyList<PolicyFile> Files, IReadOnlyList<BrokenPolicy> Broken)
{
    public static EffectivePolicy None { get; } = new([], []);

    public bool IsEmpty => Files.Count == 0 && Broken.Count == 0;

    /// <summary>Whether the client's own totals are asked for at all.</summary>
    public bool AsksWhatIsReported => Files.Any(file => file.Basis != SpendBasis.Transcript);

    /// <summary>Whether any budget is of a branch.</summary>
    public bool AsksForBranch => Files.Any(file => file.Budgets.Any(budget => budget.Scope.Branch is not null));

    /// <summary>Whether there is anything that could stop a session.</summary>
    public bool CanStop => Broken.Count > 0 || Anomalies == AnomalyAction.Stop || Files.Any(file => file.Budgets.Count > 0);

    public bool FailsClosed => Files.Any(file => file.FailsClosed);

    /// <summary>The strictest of what the files ask for; null when none does.</summary>
    public AnomalyAction? Anomalies => Files.Max(file => file.Anomalies);

    /// <summary>This policy, where a command cannot go on with one that is broken.</summary>
    /// <exception cref="UserError">A file cannot be read or has errors: the first, and how many more.</exception>
    public EffectivePolicy MustBeSound() => Broken.Count == 0 ? this : throw Error([.. Broken.SelectMany(broken => broken.Errors)]);

    /// <summary>Errors of policies as one that a user is told.</summary>
    public static UserError Error(IReadOnlyList<string> errors) =>
        UserError.BadInput(errors[0] + (errors.Count > 1 ? $" ({errors.Count - 1} more)" : ""), "`bursar policy check FILE` lists every error; docs/policy.md says what is allowed.");

    /// <summary>Off only if every file says so.</summary>
    public bool Protects => Files.Any(file => file.Protects) || Broken.Count > 0;
}
