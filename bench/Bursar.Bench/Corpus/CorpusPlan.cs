namespace Bursar.Bench.Corpus;

/// <summary>What is asked of the generator.</summary>
internal sealed record CorpusPlan(string Folder, long Bytes, long Seed, int Days, DateOnly Until, bool UnknownModels)
{
    private const double LatestStartHour = 14;

    /// <summary>Office hours, one of the days before <see cref="Until"/>.</summary>
    public long StartOfSession(Dice dice)
    {
        DateOnly day = Until.AddDays(-(int)dice.Between(1, Days + 1));
        double hour = 7 + LatestStartHour * dice.Unit();
        return new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds() + (long)(hour * 3_600_000);
    }
}
