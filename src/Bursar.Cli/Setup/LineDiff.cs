namespace Bursar.Cli.Setup;

/// <summary>Two texts as people compare them: lines that go with <c>-</c>, lines that come with <c>+</c>, and some around them.</summary>
internal static class LineDiff
{
    private const int Around = 2;

    public static IEnumerable<string> Of(string old, string next)
    {
        var lines = Lines(old.Length == 0 ? [] : old.TrimEnd('\n').Split('\n'), next.TrimEnd('\n').Split('\n'));
        var isNear = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            for (var near = Math.Max(0, i - Around); lines[i][0] != ' ' && near <= Math.Min(lines.Count - 1, i + Around); near++)
            {
                isNear[near] = true;
            }
        }

        for (var i = 0; i < lines.Count; i++)
        {
            if (isNear[i])
            {
                yield return lines[i];
            }
            else if (i == 0 || isNear[i - 1])
            {
                yield return "  …";
            }
        }
    }

    private static List<string> Lines(string[] old, string[] next)
    {
        // Length of the longest common rest from each pair of lines on.
        var common = new int[old.Length + 1, next.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = next.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == next[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        for (var (i, j) = (0, 0); i < old.Length || j < next.Length;)
        {
            if (i < old.Length && j < next.Length && old[i] == next[j])
            {
                lines.Add("  " + old[i++].TrimEnd('\r'));
                j++;
            }
            else if (i < old.Length && (j == next.Length || common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add("- " + old[i++].TrimEnd('\r'));
            }
            else
            {
                lines.Add("+ " + next[j++].TrimEnd('\r'));
            }
        }

        return lines;
    }
}
