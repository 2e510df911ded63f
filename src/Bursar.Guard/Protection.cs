using Bursar.Policy;

namespace Bursar.Guard;

internal static class Protection
{
    public static string? Refusal(GuardEnvironment environment, HookEvent hook, string? project, EffectivePolicy policy) => null;
}
