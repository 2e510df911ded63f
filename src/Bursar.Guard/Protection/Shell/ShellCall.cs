namespace Bursar.Guard.Protection.Shell;

/// <summary>One simple command, expanded.</summary>
/// <param name="Words">The program and its arguments, with marks.</param>
/// <param name="Scope">The shell it is run by.</param>
/// <param name="Input">What is known of its standard input: a here-document, or the words that the stage before it put into the pipe.</param>
/// <param name="Depth">How many shells within shells this is.</param>
internal sealed record ShellCall(IReadOnlyList<string> Words, ShellScope Scope, IReadOnlyList<string> Input, int Depth)
{
    private string? _name;

    /// <summary>The program's file name, in small letters, without <c>.exe</c>.</summary>
    public string Name => _name ??= Words.Count == 0 ? "" : NameOf(Words[0]);

    public IEnumerable<string> Arguments => Words.Skip(1);

    /// <summary>Arguments that are no options; what follows <c>--</c> is none.</summary>
    public IEnumerable<string> Operands
    {
        get
        {
            var ended = false;
            foreach (var word in Arguments)
            {
                if (word == "--" && !ended)
                {
                    ended = true;
                }
                else if (ended || word is not ['-', _, ..])
                {
                    yield return word;
                }
            }
        }
    }

    /// <summary>What its output is known to hold, for the next stage of a pipe and for <c>$(…)</c>.</summary>
    public List<string> Output { get; } = [];

    public IReadOnlyList<string> Folders => Scope.Folders;

    public ShellCall With(IEnumerable<string> words) => new([.. words], Scope, Input, Depth);

    /// <summary>Whether one of these options is there: a letter in a group such as <c>-rf</c>, or a long name.</summary>
    public bool Has(char letter, string? name = null) =>
        Arguments.Any(word => (word is ['-', not '-', ..] && word.Contains(letter, StringComparison.Ordinal)) || (name is not null && (word == name || (word.StartsWith(name, StringComparison.Ordinal) && word[name.Length] == '='))));

    public static string NameOf(string word)
    {
        var name = PathText.Name(word).ToLowerInvariant();
        return name.EndsWith(".exe", StringComparison.Ordinal) ? name[..^4] : name;
    }
}
