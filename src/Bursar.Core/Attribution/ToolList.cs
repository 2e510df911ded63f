using System.Globalization;

namespace Bursar.Attribution;

/// <summary>The names of called tools as one text, sorted, so that the order of calls does not show: <c>Bash*2 Read</c>.</summary>
public static class ToolList
{
    private const int MaxName = 128;

    /// <summary>More than a response holds; what is above is damage.</summary>
    private const int MaxCalls = 1_000_000;

    /// <summary>Stands for a name that is none.</summary>
    private const string Unnamed = "unnamed";

    public static string Add(string? list, string name)
    {
        name = IsName(name) ? name : Unnamed;
        if (list is null)
        {
            return name;
        }

        var calls = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (known, count) in Parse(list))
        {
            calls[known] = Math.Min(calls.GetValueOrDefault(known) + count, MaxCalls);
        }

        calls[name] = Math.Min(calls.GetValueOrDefault(name) + 1, MaxCalls);
        return string.Join(' ', calls.Select(call => call.Value == 1 ? call.Key : string.Create(CultureInfo.InvariantCulture, $"{call.Key}*{call.Value}")));
    }

    /// <summary>The list may come from a ledger that was damaged: whatever is no number counts as one call.</summary>
    public static IEnumerable<(string Name, int Calls)> Parse(string list)
    {
        foreach (var part in list.Split(' '))
        {
            var star = part.IndexOf('*', StringComparison.Ordinal);
            yield return star < 0 ? (part, 1)
                : (part[..star], int.TryParse(part.AsSpan(star + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var calls) ? Math.Clamp(calls, 1, MaxCalls) : 1);
        }
    }

    private static bool IsName(string name) => name.Length is > 0 and <= MaxName && name.All(c => c > ' ' && c is not '*' && !char.IsControl(c));
}
