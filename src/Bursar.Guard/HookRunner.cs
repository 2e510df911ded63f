using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Guard;

/// <summary>The decision about an event, and where the session stands after it.</summary>
internal sealed record GuardResult(HookAnswer Answer, SessionState State)
{
    /// <summary>What went wrong after the decision; null when nothing did.</summary>
    public string? Fault { get; init; }
}

/// <summary>What the hook prints and how it ends.</summary>
/// <param name="Output">For standard output; empty when there is nothing to say.</param>
/// <param name="Error">For standard error; null when nothing failed.</param>
/// <param name="ExitCode">0, or 2 for a failure that stops by policy and cannot be said in JSON.</param>
/// <param name="Stops">Whether the output keeps something from happening; if it cannot be written, exit code 2 must.</param>
public sealed record HookOutcome(byte[] Output, string? Error, int ExitCode, bool Stops = false)
{
    /// <summary>The session's last event was handled: what is to be done afterwards may begin.</summary>
    public bool EndsSession { get; init; }

    /// <summary>A session or a turn begins: there will be more to answer.</summary>
    public bool BeginsWork { get; init; }
}

/// <summary>Handles one hook event from its bytes to its answer. Nothing it meets goes unsaid, and nothing is thrown.</summary>
public static class HookRunner
{
    /// <summary>How long a hook waits for a lock that nobody moves; SessionEnd hooks have 1.5 s between them.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a hook that decides queues while others write before it. Of 32 calls at once, each one's turn takes some
    /// 50 ms where the program is not compiled natively; giving up earlier would let the last of them pass.
    /// </summary>
    private static readonly TimeSpan MaxQueue = TimeSpan.FromSeconds(3);

    /// <summary>How long new prices may take to be laid over the ledger before the rest is left to the next command.</summary>
    private static readonly TimeSpan MaxRepricing = TimeSpan.FromSeconds(2);

    public static HookOutcome Run(ReadOnlyMemory<byte> input, GuardEnvironment environment, CancellationToken cancellation)
    {
        HookEvent? hook = null;
        EffectivePolicy? policy = null;
        try
        {
            hook = HookEvent.Parse(input);
            var texts = Policies(environment, hook);
            policy = texts.Policy;
            if (string.IsNullOrEmpty(hook.Name))
            {
                throw UserError.BadInput("The hook's input names no event: expected `hook_event_name`.", "bursar-hook is called by Claude Code; it reads one event from standard input.");
            }

            if (string.IsNullOrEmpty(hook.SessionId))
            {
                throw UserError.BadInput("The hook's input names no session: expected `session_id`.", "bursar-hook is called by Claude Code; it reads one event from standard input.");
            }

            Configuration configuration;
            try
            {
                configuration = Configuration.Read(environment, policy);
            }
            catch (UserError e)
            {
                return Misconfigured(environment, hook, policy, e.Message);
            }

            var result = Handle(hook, environment, texts, configuration, cancellation);
            return new HookOutcome(result.Answer.ToJson(hook.Name), result.Fault is { } fault ? $"bursar-hook: {fault}" : null, 0, result.Answer.Verdict != Verdict.Allow) { EndsSession = hook.Name is "SessionEnd", BeginsWork = hook.Name is "SessionStart" or "UserPromptSubmit" };
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            return Failed(environment, hook, policy, e is OperationCanceledException ? "the time for it ran out" : e.Message);
        }
        catch (Exception e) when (string.IsNullOrEmpty(environment.Variables("BURSAR_DEBUG")))
        {
            return Failed(environment, hook, policy, $"it met something it does not expect ({e.GetType().Name}: {e.Message})");
        }
    }

    /// <summary>The answer when it is not known where the ledger and the user's policy are. The administrator's and the project's are.</summary>
    public static HookOutcome NoHome(ReadOnlyMemory<byte> input, Func<string, string?> variables, UserError error)
    {
        HookEvent? hook = null;
        try
        {
            hook = HookEvent.Parse(input);
        }
        catch (UserError)
        {
            // It is answered without its name, as below.
        }

        var policy = PolicyFiles.Find(BursarPaths.ManagedPolicyFile, user: null, SessionGuard.Project(variables, hook)).Policy;
        var isClosed = policy.FailsClosed || policy.Broken.Count > 0;
        return hook?.Name is null ? new HookOutcome(isClosed ? [] : Unchecked(error).ToJson(null), $"bursar-hook: {error.Message}", isClosed ? 2 : 0)
            : isClosed && hook.CanStop ? Answered(hook, new HookAnswer(Verdict.Stop, Sentences.Misconfigured($"{error.Message} {error.Hint}")), $"bursar-hook: {error.Message}")
            : Answered(hook, Unchecked(error), $"bursar-hook: {error.Message}");
    }

    private static HookAnswer Unchecked(UserError error) => new(Verdict.Allow, Message: $"Bursar could not check the limits: {error.Message}");

    /// <summary>The answer when the work did not end in time.</summary>
    public static HookOutcome OutOfTime(ReadOnlyMemory<byte> input, GuardEnvironment environment)
    {
        HookEvent? hook = null;
        try
        {
            hook = HookEvent.Parse(input);
        }
        catch (UserError)
        {
            // What is said below is all that can be said of such an event.
        }

        return Failed(environment, hook, null, "the time for it ran out");
    }

    private static PolicyTexts Policies(GuardEnvironment environment, HookEvent? hook) =>
        PolicyFiles.Find(environment.ManagedPolicy, environment.Paths.PolicyFile, SessionGuard.Project(environment, hook));

    private static GuardResult Handle(HookEvent hook, GuardEnvironment environment, PolicyTexts texts, Configuration configuration, CancellationToken cancellation)
    {
        var queue = hook.CanStop ? MaxQueue : MaxWait;
        if (environment.Ledgers is { } kept)
        {
            return kept.With(environment.Paths.Ledger, MaxWait, queue, ledger => Handle(ledger, hook, environment, texts, configuration, cancellation));
        }

        using var opened = LedgerStore.Open(environment.Paths.Ledger, MaxWait, queue);
        return Handle(opened, hook, environment, texts, configuration, cancellation);
    }

    private static GuardResult Handle(LedgerStore ledger, HookEvent hook, GuardEnvironment environment, PolicyTexts texts, Configuration configuration, CancellationToken cancellation)
    {
        Reprice(ledger, configuration.Prices, MaxRepricing, cancellation);
        var result = new SessionGuard(ledger, environment, hook, texts, configuration).Handle(cancellation);
        try
        {
            StateFile.Write(environment.Paths, result.State);
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // What was decided stands: it is in the ledger, whatever the file says. (.NET calls the argument wrong where
            // a file may not become so large.)
            var fault = $"the state file of the session cannot be written: {e.Message}";
            FailureLog.Keep(environment, hook, fault);
            return result with { Fault = fault };
        }
    }

    /// <summary>Lays new prices over the ledger as far as the time allows.</summary>
    internal static void Reprice(LedgerStore ledger, PriceTable prices, TimeSpan time, CancellationToken cancellation)
    {
        if (Ingestor.IsPricedBy(ledger, prices))
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(time);
        try
        {
            Ingestor.Reprice(ledger, new Pricer(prices), limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A ledger of years: the next command goes through it in its own time, and new rows have the new prices.
        }
    }

    /// <summary>What the guard stands on is kept from the agent's tools also when the limits cannot be judged: that needs no ledger.</summary>
    private static HookAnswer? Protected(GuardEnvironment environment, HookEvent hook, EffectivePolicy policy) =>
        hook.Name is "PreToolUse" && policy.Protects && WriteProtection.Refusal(environment, hook, SessionGuard.Project(environment, hook), policy) is { } refusal
            ? new HookAnswer(Verdict.Deny, refusal)
            : null;

    private static HookOutcome Failed(GuardEnvironment environment, HookEvent? hook, EffectivePolicy? known, string message)
    {
        // Also of an event that cannot be read, the policy says what then.
        var policy = known ?? Policies(environment, hook).Policy;
        var error = $"bursar-hook: {message}";
        if (hook?.Name is null || hook.SessionId is null)
        {
            FailureLog.Keep(environment, hook, message);

            // Without its name an event cannot be answered in its own form; exit code 2 stops whatever it was.
            return policy.FailsClosed || policy.Broken.Count > 0
                ? new HookOutcome([], error, 2)
                : new HookOutcome(new HookAnswer(Verdict.Allow, Message: $"Bursar could not check the limits: {message}").ToJson(null), error, 0);
        }

        var answer = Broken(environment, hook, policy) ?? Reached(environment, hook, policy, message) ?? Protected(environment, hook, policy) ?? Failures.Answer(policy, hook, message);
        FailureLog.Keep(environment, hook, message, letsRun: answer.Verdict == Verdict.Allow);
        return Answered(hook, answer, error);
    }

    /// <summary>
    /// A configuration that cannot be understood is a mistake of writing, as a broken policy is: it is not for
    /// <c>onError</c> to say that limits are forgotten because of one.
    /// </summary>
    private static HookOutcome Misconfigured(GuardEnvironment environment, HookEvent hook, EffectivePolicy policy, string message)
    {
        var answer = Broken(environment, hook, policy)
            ?? (policy.CanStop && hook.CanStop ? new HookAnswer(Verdict.Stop, Sentences.Misconfigured(message)) : null)
            ?? Protected(environment, hook, policy)
            ?? Failures.Answer(policy, hook, message);
        FailureLog.Keep(environment, hook, message, letsRun: answer.Verdict == Verdict.Allow);
        return Answered(hook, answer, $"bursar-hook: {message}");
    }

    private static HookAnswer? Reached(GuardEnvironment environment, HookEvent hook, EffectivePolicy policy, string message) =>
        LastKnownStops.Find(environment, hook, policy) is { Count: > 0 } stops
            ? new HookAnswer(Verdict.Stop, new Sentences(environment, hook.SessionId!).StoppedBefore(stops, message))
            : null;

    private static HookAnswer? Broken(GuardEnvironment environment, HookEvent hook, EffectivePolicy policy) =>
        policy.Broken.Count > 0 && hook.CanStop ? new HookAnswer(Verdict.Stop, new Sentences(environment, hook.SessionId!).Broken(policy)) : null;

    private static HookOutcome Answered(HookEvent hook, HookAnswer answer, string error) => new(answer.ToJson(hook.Name), error, 0, answer.Verdict != Verdict.Allow);
}
