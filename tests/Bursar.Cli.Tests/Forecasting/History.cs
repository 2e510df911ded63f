using Bursar.Cli.Tests.Corpus;

namespace Bursar.Cli.Tests.Forecasting;

/// <summary>Transcripts of a past that ends today, whenever that is.</summary>
internal static class History
{
    private const string Session = "0f1e2d3c-0004-4000-8000-00000000000d";

    /// <summary>As many dollars of output at ten o'clock of each day; the last is yesterday.</summary>
    public static void WriteDays(this Sandbox sandbox, IReadOnlyList<decimal> dollars)
    {
        var today = Today.Now.UtcDateTime.Date;
        var lines = dollars.Select((amount, i) => (amount, i)).Where(day => day.amount > 0).Select(day =>
        {
            var at = new DateTimeOffset(today.AddDays(day.i - dollars.Count).AddHours(10), TimeSpan.Zero);
            return Line($"msg_day{day.i}", at, day.amount);
        });
        File.WriteAllLines(Transcript(sandbox), lines);
    }

    /// <summary>As many dollars of output at this moment, beside what was written before.</summary>
    public static void WriteNow(this Sandbox sandbox, decimal dollars) => File.AppendAllLines(Transcript(sandbox), [Line("msg_now", Today.Now, dollars)]);

    private static string Line(string id, DateTimeOffset at, decimal dollars) => TranscriptLine.Of(id, at, new Tokens(0, (long)(dollars / 5 * 1_000_000), 0, 0, 0), ListPrice.Haiku, Session, "end_turn");

    private static string Transcript(Sandbox sandbox) => Path.Combine(Directory.CreateDirectory(Path.Combine(sandbox.Claude, "projects", "-home-ada-grove")).FullName, Session + ".jsonl");
}
