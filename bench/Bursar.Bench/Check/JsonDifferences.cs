using System.Text.Json;

namespace Bursar.Bench.Check;

/// <summary>Where two JSON objects of objects and numbers differ, by path.</summary>
internal static class JsonDifferences
{
    public static List<string> Find(byte[] expected, byte[] actual)
    {
        using JsonDocument left = JsonDocument.Parse(expected);
        using JsonDocument right = JsonDocument.Parse(actual);
        var found = new List<string>();
        Compare("", left.RootElement, right.RootElement, found);
        return found;
    }

    private static void Compare(string path, JsonElement expected, JsonElement actual, List<string> found)
    {
        if (expected.ValueKind != JsonValueKind.Object)
        {
            if (expected.GetRawText() != actual.GetRawText())
            {
                found.Add($"{path}: expected {expected.GetRawText()}, the files hold {actual.GetRawText()}");
            }

            return;
        }

        foreach (JsonProperty member in expected.EnumerateObject())
        {
            if (actual.TryGetProperty(member.Name, out JsonElement other))
            {
                Compare($"{path}/{member.Name}", member.Value, other, found);
            }
            else
            {
                found.Add($"{path}/{member.Name}: not in the files");
            }
        }

        found.AddRange(actual.EnumerateObject()
            .Where(member => !expected.TryGetProperty(member.Name, out _))
            .Select(member => $"{path}/{member.Name}: in the files only"));
    }
}
