namespace Bursar.Guard.Protection.Shell;

/// <summary>Words of the shell's own grammar, which stand before commands.</summary>
internal static class Keywords
{
    /// <returns>How many words at the start are no command.</returns>
    public static int Skip(List<ShellWord> words)
    {
        var count = 0;
        while (count < words.Count && Mark.Plain(words[count].Literal ?? "") is "if" or "then" or "elif" or "else" or "while" or "until" or "do" or "!" or "{" or "fi" or "done" or "esac" or "}" or "coproc")
        {
            count++;
        }

        // function name { …
        return count + 1 < words.Count && words[count].Literal is "function" ? count + 2 + (count + 2 < words.Count && Mark.Plain(words[count + 2].Literal ?? "") is "{" ? 1 : 0) : count;
    }

    /// <summary><c>for name in words</c>: the variable becomes each of them.</summary>
    public static (string Name, int ValuesFrom)? Loop(List<ShellWord> words, int at) =>
        at + 2 < words.Count && words[at].Literal is "for" or "select" && words[at + 1].Literal is { } name && words[at + 2].Literal is "in" ? (name, at + 3) : null;
}

/// <summary><c>name=value</c> or <c>name=(values)</c>.</summary>
internal static class Assignment
{
    public static (string Name, List<ShellWord> Words)? Read(ShellWord word)
    {
        var text = word.Start;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var end = equals > 1 && text[equals - 1] == '+' ? equals - 1 : equals;
        if (end <= 0 || !IsName(text.AsSpan(0, end)))
        {
            return null;
        }

        if (word.Array is not null)
        {
            return (text[..end], word.Array);
        }

        var value = new ShellWord { IsQuoted = true };
        value.Parts.Add(new ShellPart(PartKind.Literal, text[(equals + 1)..], true));
        value.Parts.AddRange(word.Parts.Skip(1));
        return (text[..end], [value]);
    }

    public static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }
}
