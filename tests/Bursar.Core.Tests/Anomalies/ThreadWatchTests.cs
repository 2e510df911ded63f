using Bursar.Anomalies;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Tests.Anomalies;

public sealed class ThreadWatchTests
{
    private const long Second = Timestamp.PerSecond;

    private static ThreadStep Step(int number, uint[]? calls = null, long output = 500, long write = 1000, long? read = null, long? at = null)
    {
        var set = default(ToolSet);
        foreach (var call in calls ?? [])
        {
            set.Add(call);
        }

        return new ThreadStep(at ?? number * 10 * Second, Money.PerDollar / 10, 5, write, read ?? 30_000 + (number * 1000), output, set);
    }

    private static IReadOnlyList<Finding> Watch(IEnumerable<ThreadStep> steps)
    {
        var watch = new ThreadWatch("session", null);
        foreach (var step in steps)
        {
            watch.Add(step);
        }

        return watch.Findings;
    }

    [Fact]
    public void The_same_call_five_times_is_a_loop_and_four_times_is_not()
    {
        Assert.Empty(Watch(Enumerable.Range(0, 4).Select(i => Step(i, [7]))));

        var loop = Assert.Single(Watch(Enumerable.Range(0, 6).Select(i => Step(i, [7]))));
        Assert.Equal((FindingKind.Loop, 6L, Money.PerDollar / 2), (loop.Kind, loop.Count, (long)loop.Cost));
        Assert.Equal((0, 50 * Second), (loop.From, loop.Until));
    }

    /// <summary>The client may be two responses behind in what it wrote down.</summary>
    [Theory]
    [InlineData(2, 0, false)]
    [InlineData(3, 0, true)]
    [InlineData(4, 0, true)]
    [InlineData(5, 0, false)]
    [InlineData(3, 3, true)]
    [InlineData(3, 4, false)]
    public void It_is_known_when_the_next_call_may_be_one_too_many(int calls, int others, bool isNear)
    {
        var watch = new ThreadWatch("s", null);
        for (var i = 0; i < calls + others; i++)
        {
            watch.Add(Step(i, [i < calls ? 7 : (uint)(100 + i)]));
        }

        Assert.Equal(isNear, watch.IsNear);
    }

    [Fact]
    public void A_loop_of_three_steps_is_found_and_the_same_call_now_and_then_is_none()
    {
        Assert.Equal(3, Watch(Enumerable.Range(0, 15).Select(i => Step(i, [(uint)(i % 3)]))).Count);
        Assert.Empty(Watch(Enumerable.Range(0, 60).Select(i => Step(i, i % 6 == 0 ? [7] : [(uint)(100 + i)]))));
    }

    [Fact]
    public void Twelve_responses_that_say_nothing_while_the_context_grows_are_found_once_and_one_that_says_something_ends_them()
    {
        var growing = Assert.Single(Watch(Enumerable.Range(0, 20).Select(i => Step(i, output: 30, read: 30_000 + (i * 3000)))));
        Assert.Equal((FindingKind.ContextGrowth, 57_000L), (growing.Kind, growing.Count));

        Assert.Empty(Watch(Enumerable.Range(0, 40).Select(i => Step(i, output: i % 10 == 9 ? 400 : 30, read: 30_000 + (i * 3000)))));
        Assert.Empty(Watch(Enumerable.Range(0, 40).Select(i => Step(i, output: 30, read: 30_000 + (i * 10)))));
    }

    [Theory]
    [InlineData(20, Severity.Warning, "although the response before")]
    [InlineData(1200, Severity.Notice, "20 minutes after")]
    public void A_context_written_again_is_found_and_a_pause_excuses_it(int pause, Severity severity, string why)
    {
        var rewrite = Assert.Single(Watch([Step(0, read: 80_000), Step(1, write: 82_000, read: 0, at: pause * Second)]));

        Assert.Equal((FindingKind.CacheRewrite, severity, 82_000L), (rewrite.Kind, rewrite.Severity, rewrite.Count));
        Assert.Contains(why, rewrite.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_that_was_summarised_or_is_small_or_partly_kept_is_no_rewrite()
    {
        Assert.Empty(Watch([Step(0, read: 80_000), Step(1, write: 30_000, read: 0)]));
        Assert.Empty(Watch([Step(0, read: 8_000), Step(1, write: 10_000, read: 0)]));
        Assert.Empty(Watch([Step(0, read: 80_000), Step(1, write: 60_000, read: 40_000)]));
    }
}
