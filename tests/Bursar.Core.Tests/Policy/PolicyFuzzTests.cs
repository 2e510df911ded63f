using System.Text;
using Bursar.Policy;
using Bursar.Tests.Fuzz;

namespace Bursar.Tests.Policy;

/// <summary>Whatever stands in a policy file: a policy or errors, never an exception.</summary>
public sealed class PolicyFuzzTests
{
    private const string Whole =
        """
        {"$schema":"x","limits":{"maxSpendUSD":{"value":10.5,"enforcement":"fail-fast"},"maxTokensIn":500000,"maxTurns":{"value":50,"enforcement":"post-hoc"},"warnAt":[0.5,0.8]},
         "budgets":[{"name":"daily","period":"day","scope":{"project":"/home/*","skill":"x"},"enforcement":"post-hoc","maxSpendUSD":20,"maxToolCalls":{"value":3}}],
         "onError":"closed","onUnpriced":"enforce","basis":"highest","cacheReads":"ignore","protect":["a"],"anomalies":{"action":"stop"},
         "pricing":{"overrides":[{"model":"m","input":3,"output":15,"cacheRead":0.3},{"family":"opus","input":1}]}}
        """;

    [Fact]
    public void Ten_thousand_damaged_policies_give_a_policy_or_errors()
    {
        Assert.Empty(Reading.Errors(Whole));
        var sound = 0;
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            var json = seed % 2 == 0 ? Mutator.Mutate(Encoding.UTF8.GetBytes(Whole), random) : Encoding.UTF8.GetBytes(Mutator.SwapValue(Whole, random));
            var source = (PolicySource)random.Next(4);
            try
            {
                var (policy, errors) = PolicyReader.Read(json, Reading.File, source, onlyLimits: random.Next(5) == 0);
                Assert.True(policy is null == errors.Count > 0);
                Assert.All(errors, error => Assert.StartsWith(Reading.File + ": $", error, StringComparison.Ordinal));
                Assert.All(policy?.Budgets.SelectMany(budget => budget.Limits) ?? [], limit => Assert.InRange(limit.Value, 0, (Int128)1_000_000_000_000 * 1_000_000_000_000));
                sound += policy is null ? 0 : 1;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {e.GetType().Name}: {e.Message}\n{Encoding.UTF8.GetString(json)}");
            }
        }

        Assert.InRange(sound, 100, 9_000);
    }
}
