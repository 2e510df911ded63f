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
}
