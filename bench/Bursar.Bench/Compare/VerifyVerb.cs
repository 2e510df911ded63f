using System.Globalization;
using System.Text.Json;

namespace Bursar.Bench.Compare;

/// <summary>Holds a program's daily report against the known totals, over all and by UTC day; exits 1 when a figure differs.</summary>
internal static class VerifyVerb
{
    private static readonly string[] Names = ["inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens"];

    public static int Run(Flags flags)
    {
        string program = flags.Required("name");
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(flags.Required("expected")));
        using JsonDocument reported = JsonDocument.Parse(File.ReadAllBytes(flags.Required("report")));
        Figures known = Figures.Expected(expected.RootElement);
        Figures report = Figures.Reported(reported.RootElement);

        bool equal = known.Totals.SequenceEqual(report.Totals);
        foreach ((string name, long want, long have) in Names.Zip(known.Totals, report.Totals))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {program} | {name} | {want:N0} | {have:N0} | {(have == want ? "equal" : $"{have - want:+#,0;-#,0} ({100.0 * (have - want) / want:+0.000;-0.000} %)")} |"));
        }

        int days = known.Days.Count(day => report.Days.TryGetValue(day.Key, out long[]? told) && told.SequenceEqual(day.Value));
        bool allDays = days == known.Days.Count && days == report.Days.Count;
        Console.WriteLine($"| {program} | UTC days with all four right | {known.Days.Count} | {days} | {(allDays ? "equal" : "differs")} |");
        return equal && allDays ? 0 : 1;
    }

    /// <summary>The four figures in total and by day, from either kind of file.</summary>
    private sealed record Figures(long[] Totals, Dictionary<string, long[]> Days)
    {
        public static Figures Expected(JsonElement root) => new(
            Four(root.GetProperty("totals")),
            root.GetProperty("days").EnumerateObject().ToDictionary(day => day.Name, day => Four(day.Value)));

        public static Figures Reported(JsonElement root) => new(
            Four(root.GetProperty("totals")),
            root.GetProperty("daily").EnumerateArray().ToDictionary(row => row.GetProperty("date").GetString()!, Four));

        private static long[] Four(JsonElement sums) => [.. Names.Select(name => sums.GetProperty(name).GetInt64())];
    }
}
