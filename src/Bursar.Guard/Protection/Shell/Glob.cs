namespace Bursar.Guard.Protection.Shell;

/// <summary>A shell's patterns. A set in brackets counts as any one character: sooner too much is protected than too little.</summary>
internal static class Glob
{
    /// <summary>Whether a marked pattern matches one part of a path; a leading dot must be written, as in a shell.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name, StringComparison comparison)
    {
        if (pattern.IndexOfAny(Mark.All) < 0)
        {
            return pattern.Equals(name, comparison);
        }

        return (name is not ['.', ..] || pattern is not [Mark.Any or Mark.One or Mark.Set, ..]) && Text(pattern, name, comparison);
    }

    /// <summary>Whether a pattern as <c>find -name</c> takes it (plain <c>*</c> and <c>?</c>) matches a whole text, dots and slashes included.</summary>
    public static bool MatchesText(string pattern, string text, StringComparison comparison) =>
        Text(pattern.Replace('*', Mark.Any).Replace('?', Mark.One).Replace('[', Mark.Set), text, comparison);

    /// <summary>Goes back to the last star only, so the time is at most the product of the lengths.</summary>
    private static bool Text(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, StringComparison comparison)
    {
        int at = 0, p = 0, star = -1, from = 0;
        while (at < text.Length)
        {
            if (p < pattern.Length && pattern[p] == Mark.Any)
            {
                star = p++;
                from = at;
            }
            else if (p < pattern.Length && Step(pattern[p..], text.Slice(at, 1), comparison) is > 0 and var taken)
            {
                p += taken;
                at++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                at = ++from;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == Mark.Any)
        {
            p++;
        }

        return p == pattern.Length;
    }

    /// <returns>How much of the pattern one character takes; zero when it does not match.</returns>
    private static int Step(ReadOnlySpan<char> pattern, ReadOnlySpan<char> character, StringComparison comparison)
    {
        if (pattern[0] == Mark.One)
        {
            return 1;
        }

        if (pattern[0] == Mark.Set)
        {
            var close = pattern[..Math.Min(pattern.Length, 256)].IndexOf(']');
            return close > 0 ? close + 1 : character is "[" ? 1 : 0;
        }

        return pattern[..1].Equals(character, comparison) ? 1 : 0;
    }
}
