using Bursar.Guard;
using Bursar.Policy;

namespace Bursar.Cli.Guarding;

/// <summary>Whoever sets a spend limit is told at once when it would stop nothing.</summary>
internal static class SpendAdvice
{
    /// <returns>A sentence; null when there is no spend limit, or it binds.</returns>
    public static string? Of(CommandContext context, EffectivePolicy policy, string folder)
    {
        if (!policy.Files.Any(file => file.Budgets.Any(budget => budget.Limits.Any(limit => limit.Kind == LimitKind.Spend))))
        {
            return null;
        }

        var auth = AuthProbe.Find(context.Environment, context.Home, folder, GuardConfig.AuthMode(context.Paths));
        return auth.Mode == AuthMode.ApiKey ? null
            : $"Spend limits are advice as things stand ({auth.Mode.Word()}: {auth.Evidence}); all others bind. If sessions are billed by the token: {{\"authMode\":\"api_key\"}} in {context.Paths.ConfigFile}";
    }
}
