namespace Bursar.Cli.Tests.Corpus;

/// <summary>For tests that write what was used today, and ask about today.</summary>
internal static class Today
{
    /// <summary>What is written for today and asked about today must not find another day in between, nor a time to come.</summary>
    public static DateTimeOffset Now
    {
        get
        {
            var now = TimeProvider.System.GetUtcNow();
            Assert.SkipWhen(now.TimeOfDay < TimeSpan.FromMinutes(4) || now.TimeOfDay > TimeSpan.FromMinutes((24 * 60) - 4), "It is about midnight in UTC: today may end while this test runs.");
            return now;
        }
    }
}
