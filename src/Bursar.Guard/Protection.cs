using Bursar.Policy;

namespace Bursar.Guard;

internal static class Protection
{
    public static string? Refusal(GuardEnvironment environment, HookEvent hook, string? project, EffectivePolicy policy) => null;
}
internal static class AuthProbe
{
    public static (AuthMode Mode, string Evidence) Find(Func<string, string?> environment, string? home, string? project, AuthMode? configured) => (configured ?? (environment("ANTHROPIC_API_KEY") is { Length: > 0 } ? AuthMode.ApiKey : AuthMode.Unknown), "stub");
}
internal static class InsideClaude
{
    public static string? Evidence(Func<string, string?> environment) => environment("CLAUDECODE") is { Length: > 0 } ? "CLAUDECODE is set" : null;
}
