using Bursar.Cli.Tests.Corpus;

namespace Bursar.Cli.Tests.Forecasting;

/// <summary>Transcripts of a past that ends today, whenever that is.</summary>
internal static class History
{
    /// <summary>As many dollars of output at ten o'clock of each day; the last is yesterday.</summary>
    public static void WriteDays(this Sandbox sandbox, IReadOnlyList<decimal> dollars, DateTimeOffset? now = null)
    {
        var today = (now ?? TimeProvider.System.GetUtcNow()).UtcDateTime.Date;
        var lines = dollars.Select((amount, i) => (amount, i)).Where(day => day.amount > 0).Select(day =>
        {
            var at = new DateTimeOffset(today.AddDays(day.i - dollars.Count).AddHours(10), TimeSpan.Zero);
            return TranscriptLine.Of($"msg_day{day.i}", at, new Tokens(0, (long)(day.amount / 5 * 1_000_000), 0, 0, 0), ListPrice.Haiku, "0f1e2d3c-0004-4000-8000-00000000000d", "end_turn");
        });
        var folder = Directory.CreateDirectory(Path.Combine(sandbox.Claude, "projects", "-home-ada-grove")).FullName;
        File.WriteAllLines(Path.Combine(folder, "0f1e2d3c-0004-4000-8000-00000000000d.jsonl"), lines);
    }
}
