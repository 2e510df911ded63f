using Bursar.Ledger.Guarding;

namespace Bursar.Guard.Verifying;

/// <summary>How a session paid that no hook has seen: by what this machine shows today, and that is said.</summary>
internal static class SessionAuth
{
    public static GuardedSession Guess(GuardEnvironment environment, string session, long started, string? project)
    {
        var auth = AuthProbe.Find(environment.Variables, environment.Home, project, GuardConfig.AuthMode(environment.Paths));
        return new GuardedSession(session, started, project, auth.Mode, $"no hook saw the session; today: {auth.Evidence}", 0, 0, 0);
    }
}
