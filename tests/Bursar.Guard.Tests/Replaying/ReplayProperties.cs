using System.Text;
using Bursar.Guard.Replaying;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Reports;
using Bursar.Ledger.Rollups;
using Bursar.Policy;

namespace Bursar.Guard.Tests.Replaying;

/// <summary>History played through any policy is split, and nothing of it is lost or made.</summary>
public sealed class ReplayProperties
{
    private const int Cases = 60;

    private static EffectivePolicy Policy(string json)
    {
        var (policy, errors) = PolicyReader.Read(Encoding.UTF8.GetBytes(json), "policy.json", PolicySource.Given);
        return new EffectivePolicy([policy ?? throw new InvalidDataException(errors[0])], []);
    }

    private static ReplayResult Play(History history, string policy, string authMode = "api_key", string? session = null) =>
        new Replay(history.Ledger, history.Environment(authMode), Policy(policy)).Run(session, long.MinValue);

    private static string Any(Random random)
    {
        string Limit() => random.Next(6) switch
        {
            0 => FormattableString.Invariant($"\"maxSpendUSD\":{random.Next(40) / 100m}"),
            1 => $"\"maxTokensIn\":{random.Next(100_000)}",
            2 => $"\"maxTokensOut\":{random.Next(8_000)}",
            3 => $"\"maxTurns\":{random.Next(8)}",
            _ => $"\"maxToolCalls\":{random.Next(8)}",
        };
        string Scope() => random.Next(3) switch { 0 => "{\"skill\":\"notes\"}", 1 => "{\"agent\":\"scout\",\"model\":\"claude-*\"}", _ => "{}" };
        string Budget(int i) => $$$"""{"name":"b{{{i}}}","period":"{{{BudgetPeriods.Words[random.Next(5)]}}}","scope":{{{Scope()}}},{{{Limit()}}}}""";
        return $$"""
            {"limits":{ {{Limit()}}{{(random.Next(3) == 0 ? ",\"maxWallTimeSeconds\":" + random.Next(20_000) : "")}} },
             "budgets":[{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(Budget))}}],
             "onUnpriced":"{{(random.Next(2) == 0 ? "enforce" : "advisory")}}","cacheReads":"{{(random.Next(2) == 0 ? "count" : "ignore")}}"}
            """;
    }

    private static string Figures(Spent spent) => string.Join(' ', spent.Cost, spent.Input, spent.CacheWrite5m, spent.CacheWrite1h, spent.CacheRead, spent.Output, spent.Turns);

    private static Spent Sum(params Spent[] parts)
    {
        var sum = new Spent();
        Array.ForEach(parts, sum.Add);
        return sum;
    }

    [Fact]
    public void Spent_and_saved_add_up_to_what_each_session_used()
    {
        var stopped = 0;
        for (var seed = 0; seed < Cases; seed++)
        {
            using var history = new History(seed);
            var policy = Any(new Random(seed));

            foreach (var session in Play(history, policy, seed % 4 == 0 ? "subscription" : "api_key").Sessions)
            {
                var usage = SessionUsages.Find(history.Ledger, session.Session)!.Sums;
                var all = Sum(session.Spent, session.Saved);
                Assert.True(string.Join(' ', usage.Cost, usage.Input, usage.CacheWrite5m, usage.CacheWrite1h, usage.CacheRead, usage.Output, usage.Turns) == Figures(all), $"seed {seed}: {policy}");
                Assert.Equal(usage.Messages, session.Responses);
                Assert.InRange(session.SavedResponses, 0, session.Responses);
                Assert.Equal(session.SavedResponses > 0, session.StoppedBy is not null);
                stopped += session.StoppedBy is null ? 0 : 1;
            }
        }

        Assert.InRange(stopped, Cases / 2, Cases * 4);
    }

    [Fact]
    public void A_policy_that_is_never_reached_saves_nothing()
    {
        for (var seed = 0; seed < Cases / 3; seed++)
        {
            using var history = new History(seed);
            var result = Play(history, """{"limits":{"maxSpendUSD":1000000,"maxTokensIn":1000000000,"maxTurns":1000},"budgets":[{"name":"d","period":"day","maxToolCalls":100000}]}""");

            Assert.Empty(result.Breaches);
            Assert.All(result.Sessions, session => Assert.Equal("0 0 0 0 0 0 0", Figures(session.Saved)));
        }
    }

    [Theory]
    [InlineData("""{"limits":{"maxTurns":0}}""")]
    [InlineData("""{"limits":{"maxToolCalls":{"value":0}}}""")]
    [InlineData("""{"budgets":[{"name":"b","period":"total","maxTokensOut":0}]}""")]
    public void A_limit_of_zero_saves_everything(string policy)
    {
        for (var seed = 0; seed < Cases / 3; seed++)
        {
            using var history = new History(seed);

            Assert.All(Play(history, policy).Sessions, session =>
            {
                Assert.Equal("0 0 0 0 0 0 0", Figures(session.Spent));
                Assert.Equal((session.Responses, 0), (session.SavedResponses, session.StoppedBy!.Response));
            });
        }
    }

    // The plain way to say it: responses are made while the sum before them is below the limit.
    [Fact]
    public void A_session_is_stopped_after_the_response_that_reaches_the_limit()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            using var history = new History(seed);
            var limit = new Random(seed).Next(1, 6_000);
            var outputs = new Dictionary<string, List<(bool IsResponse, long Output)>>(StringComparer.Ordinal);
            ResponseQuery.Each(history.Ledger, null, long.MinValue, response =>
            {
                outputs.TryAdd(response.Session, []);
                outputs[response.Session].Add((response.IsResponse, response.Spent.Output));
            });

            foreach (var session in Play(history, $$$"""{"limits":{"maxTokensOut":{{{limit}}}}}""").Sessions)
            {
                long sum = 0, made = 0;
                var isMade = true;
                foreach (var (isResponse, output) in outputs[session.Session])
                {
                    isMade = isResponse ? sum < limit : isMade;
                    sum += isMade ? output : 0;
                    made += isMade && isResponse ? 1 : 0;
                }

                Assert.Equal((sum, made), (session.Spent.Output, session.Responses - session.SavedResponses));
                Assert.True(session.StoppedBy is null || session.StoppedBy.Response == made, $"seed {seed}");
            }
        }
    }

    [Fact]
    public void A_scope_saves_its_own_part_alone()
    {
        for (var seed = 0; seed < Cases / 3; seed++)
        {
            using var history = new History(seed);
            var notes = new Dictionary<string, long>(StringComparer.Ordinal);
            ResponseQuery.Each(history.Ledger, null, long.MinValue, response => notes[response.Session] = notes.GetValueOrDefault(response.Session) + (response.Context.Skill == "notes" && response.IsResponse ? 1 : 0));

            Assert.All(Play(history, """{"budgets":[{"name":"n","period":"session","scope":{"skill":"notes"},"maxTokensOut":0}]}""").Sessions,
                session => Assert.Equal(notes[session.Session], session.SavedResponses));
        }
    }

    [Fact]
    public void Under_a_subscription_a_spend_limit_stops_nothing_and_is_told()
    {
        using var history = new History(7, isPriced: true);

        var result = Play(history, """{"limits":{"maxSpendUSD":0}}""", "subscription");

        Assert.All(result.Sessions, session => Assert.Equal(0, session.SavedResponses));
        Assert.NotEmpty(result.Breaches);
        Assert.All(result.Breaches, breach => Assert.NotNull(breach.Status.Advisory));
    }

    // Each session pays in its own way; what they share is the budget.
    [Fact]
    public void A_budget_that_is_used_up_stops_who_pays_by_the_token_and_no_subscription()
    {
        var tried = 0;
        for (var seed = 0; seed < Cases / 3; seed++)
        {
            using var history = new History(seed, isPriced: true);
            history.Ledger.Transact(() =>
            {
                new GuardBook(history.Ledger).Save(new GuardedSession("session-1", long.MaxValue, "/p", AuthMode.Subscription, "a test says so", 0, 0, 0));
                return 0;
            });

            var sessions = Play(history, """{"budgets":[{"name":"all","period":"total","maxSpendUSD":0.000001}]}""").Sessions;
            Assert.All(sessions.Where(session => session.AuthMode == AuthMode.Subscription), session => Assert.Equal(0, session.SavedResponses));
            Assert.InRange(sessions.Where(session => session.AuthMode == AuthMode.ApiKey).Sum(session => session.Responses - session.SavedResponses), 0, 1);
            tried += sessions.Count(session => session.AuthMode == AuthMode.Subscription);
        }

        Assert.True(tried > 5);
    }

    [Fact]
    public void One_session_alone_is_played_as_if_it_were_the_only_one()
    {
        using var history = new History(3);
        const string Policy = """{"limits":{"maxTokensOut":1500}}""";

        foreach (var session in Play(history, Policy).Sessions)
        {
            var alone = Assert.Single(Play(history, Policy, session: session.Session).Sessions);
            Assert.Equal((Figures(session.Spent), Figures(session.Saved)), (Figures(alone.Spent), Figures(alone.Saved)));
        }
    }
}
