using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Guard;

/// <summary>What an event is judged by beside the policies.</summary>
/// <param name="Paying">How sessions pay by the user's own word; null when it is to be found out.</param>
internal sealed record Configuration(PriceTable Prices, AuthMode? Paying)
{
    /// <exception cref="UserError">A price, a file of them or a way of paying cannot be understood.</exception>
    public static Configuration Read(GuardEnvironment environment, EffectivePolicy policy) => Of(environment, PriceSources.Load(environment.Paths, environment.Variables, policy));

    /// <exception cref="UserError">The way of paying, or where weeks begin, cannot be understood.</exception>
    public static Configuration Of(GuardEnvironment environment, PriceTable prices)
    {
        AuthProbe.CheckVariable(environment.Variables);
        var config = UserConfig.Read(environment.Paths);
        config.CheckNames();
        _ = config.WeekStart();
        return new Configuration(prices, GuardConfig.AuthMode(environment.Paths, config));
    }
}
