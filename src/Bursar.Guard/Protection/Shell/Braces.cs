namespace Bursar.Guard.Protection.Shell;

/// <summary><c>a{b,c}d</c> becomes two words; braces without a comma stay as they are.</summary>
internal static class Braces
{
    /// <param name="word">With marks.</param>
    /// <param name="charge">Told how many characters come into being; throws when it is too much.</param>
    public static IEnumerable<string> Expand(string word, Action<int> charge)
    {
        var pending = new Stack<string>();
        pending.Push(word);
        var done = new List<string>();
        while (pending.TryPop(out var next))
        {
            var (open, commas, close) = FirstList(next);
            if (close < 0)
            {
                done.Add(next);
                continue;
            }

            // The last comes first onto the stack, so that the words come out in the order of the list.
            var to = close;
            foreach (var from in commas.AsEnumerable().Reverse().Append(open))
            {
                charge(next.Length);
                pending.Push(string.Concat(next.AsSpan(0, open), next.AsSpan(from + 1, to - from - 1), next.AsSpan(close + 1)));
                to = from;
            }
        }

        return done;
    }

    /// <summary>The first pair of braces with a comma of its own between them.</summary>
    private static (int Open, List<int> Commas, int Close) FirstList(string word)
    {
        var stack = new Stack<(int Open, List<int> Commas)>();
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] == Mark.Open)
            {
                stack.Push((i, []));
            }
            else if (word[i] == ',' && stack.Count > 0)
            {
                stack.Peek().Commas.Add(i);
            }
            else if (word[i] == Mark.Close && stack.TryPop(out var list) && list.Commas.Count > 0)
            {
                return (list.Open, list.Commas, i);
            }
        }

        return (-1, [], -1);
    }
}
