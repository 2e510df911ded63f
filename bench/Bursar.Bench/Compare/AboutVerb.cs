using System.Globalization;
using System.Text.Json;

namespace Bursar.Bench.Compare;

/// <summary>One line on what a corpus is made of.</summary>
internal static class AboutVerb
{
    public static int Run(Flags flags)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(flags.Required("expected")));
        JsonElement root = expected.RootElement;
        long Count(string name) => root.GetProperty(name).GetInt64();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Count("bytes"):N0} bytes in {Count("files"):N0} files, {Count("lines"):N0} lines, {Count("assistantLines"):N0} of them assistant lines, "
            + $"for {root.GetProperty("totals").GetProperty("messages").GetInt64():N0} responses"));
        return 0;
    }
}
