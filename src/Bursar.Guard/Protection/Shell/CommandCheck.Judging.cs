namespace Bursar.Guard;

internal sealed partial class CommandCheck
{
    private static readonly char[] Blank = [' ', '\t', '\n', '\r'];

    public ShellState State => _state;

    /// <summary>Refuses when the word names something protected, itself or in an option's value.</summary>
    public void Writes(string program, string word)
    {
        foreach (var path in Paths(word))
        {
            if (_state.Refusal is null && _state.Targets.Holding(path, _state.Cwd) is { } entry)
            {
                _state.Refuse(Refusals.Write(program, entry, _state.Targets));
            }
        }
    }

    public void Writes(string program, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            Writes(program, word);
        }
    }

    /// <summary>Refuses also when something protected lies below what the word names.</summary>
    public void Destroys(string program, string word)
    {
        Writes(program, word);
        if (_state.Refusal is null && word is not ['-', ..] && _state.Targets.Below(word, _state.Cwd).FirstOrDefault() is { } entry)
        {
            _state.Refuse(Refusals.Write(program, entry, _state.Targets));
        }
    }

    /// <summary>Refuses program text that names something protected, or that a human's command is called in.</summary>
    private void Code(string program, string text)
    {
        if (_state.Refusal is not null)
        {
            return;
        }

        text = Mark.Plain(text);
        if (_state.Targets.Mentioned(text, _state.Cwd) is { } entry)
        {
            _state.Refuse(Refusals.Write(program, entry, _state.Targets));
        }
        else if (SelfService.InCode(text) is { } refusal)
        {
            _state.Refuse(refusal);
        }
    }

    /// <summary>The word and what in it may be a path: <c>of=PATH</c>, <c>-oPATH</c>, <c>PATH:/mount</c>.</summary>
    private static IEnumerable<string> Paths(string word)
    {
        yield return word;
        if (word.Length is < 3 or > 8192 || word.AsSpan().IndexOfAny("=:,@-") < 0 || word.IndexOfAny(Blank) >= 0)
        {
            yield break;
        }

        if (word is ['-', not '-', '/' or '~' or '.', ..])
        {
            yield return word[2..];
        }

        if (word.AsSpan().IndexOfAny("=:,@") >= 0)
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            if (at >= 0)
            {
                yield return word[(at + 1)..];
            }

            foreach (var piece in word.Split([':', ',', '@', '='], 64, StringSplitOptions.RemoveEmptyEntries))
            {
                yield return piece;
            }
        }
    }
}
