using System.Globalization;
using System.Text.Json;

namespace Bursar.Bench.Compare;

/// <summary>Holds a program's JSON totals against the known ones; exits 1 when any of the four differs.</summary>
internal static class VerifyVerb
{
    private static readonly string[] Names = ["inputTokens", "outputTokens", "cacheCreationTokens", "cacheReadTokens"];

    public static int Run(Flags flags)
    {
        string program = flags.Required("name");
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(flags.Required("expected")));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(flags.Required("report")));
        JsonElement known = expected.RootElement.GetProperty("totals");
        JsonElement told = report.RootElement.GetProperty("totals");

        bool equal = true;
        foreach (string name in Names)
        {
            long want = known.GetProperty(name).GetInt64();
            long have = told.GetProperty(name).GetInt64();
            equal &= have == want;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {program} | {name} | {want:N0} | {have:N0} | {(have == want ? "equal" : $"{have - want:+#,0;-#,0} ({100.0 * (have - want) / want:+0.000;-0.000} %)")} |"));
        }

        return equal ? 0 : 1;
    }
}
