namespace Bursar.Guard;

/// <summary>From one marked word of a shell to the words that the program is given.</summary>
internal static class ShellWord
{
    private const int MaxAlternatives = 64;
    private const int MaxBraces = 4096;

    public static void Expand(string word, List<string> into, ShellState state)
    {
        if (word.AsSpan().IndexOfAny(Mark.Open, Mark.Split) < 0)
        {
            into.Add(Literal(word));
            return;
        }

        foreach (var piece in word.Split(Mark.Split, StringSplitOptions.RemoveEmptyEntries))
        {
            if (piece.Length > MaxBraces || !piece.Contains(Mark.Open, StringComparison.Ordinal))
            {
                into.Add(Literal(piece));
            }
            else
            {
                Braces(piece, into, state);
            }
        }
    }

    /// <summary>Alternatives as a list that <see cref="Expand"/> takes apart again.</summary>
    public static string Join(IReadOnlyList<string> values) =>
        values.Count == 1 ? values[0] : $"{Mark.Open}{string.Join(Mark.Comma, values)}{Mark.Close}";

    private static void Braces(string word, List<string> into, ShellState state)
    {
        var pending = new Stack<string>();
        pending.Push(word);
        for (var made = 1; pending.TryPop(out var next);)
        {
            if (made > MaxAlternatives || state.HasExpandedEnough || Group(next) is not var (open, close))
            {
                into.Add(Literal(next));
                continue;
            }

            var alternatives = next[(open + 1)..close].Split(Mark.Comma);
            made += alternatives.Length - 1;
            state.Expanded += next.Length * alternatives.Length;
            for (var i = alternatives.Length - 1; i >= 0; i--)
            {
                pending.Push(string.Concat(next.AsSpan(0, open), alternatives[i], next.AsSpan(close + 1)));
            }
        }
    }

    /// <summary>The first innermost group that holds a comma.</summary>
    private static (int Open, int Close)? Group(string word)
    {
        var open = new Stack<(int At, bool HasComma)>();
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] == Mark.Open)
            {
                open.Push((i, false));
            }
            else if (word[i] == Mark.Comma && open.TryPop(out var group))
            {
                open.Push((group.At, true));
            }
            else if (word[i] == Mark.Close && open.TryPop(out var closed) && closed.HasComma)
            {
                return (closed.At, i);
            }
        }

        return null;
    }

    private static string Literal(string word) => word.AsSpan().IndexOfAny(Mark.Open, Mark.Comma, Mark.Close) < 0
        ? word
        : word.Replace(Mark.Open, '{').Replace(Mark.Comma, ',').Replace(Mark.Close, '}');
}
