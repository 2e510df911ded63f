using System.Text;

namespace Bursar.Guard.Protection.Shell;

/// <summary>Thrown when a command nests or expands beyond what is read; the command is refused.</summary>
internal sealed class TangledException : Exception;

/// <summary>Turns a word into the texts that it can become: variables, output of commands, braces, the home folder.</summary>
/// <param name="check">Knows the environment and the home.</param>
/// <param name="run">Judges an inner command and returns the words of its output, as far as they are known.</param>
/// <param name="budget">How many characters may be put in; more is no command of a normal day.</param>
internal sealed class ShellExpander(PathCheck check, Func<string, ShellScope, IReadOnlyList<string>> run, long budget)
{
    private static readonly char[] Blanks = [' ', '\t', '\n'];

    private long _budget = budget;

    public List<string> Expand(ShellWord word, ShellScope scope, bool splits = true)
    {
        if (word.Literal is { } literal)
        {
            return literal.Length == 0 && !word.IsQuoted ? [] : Finish([literal], scope);
        }

        var done = new List<string>();
        var open = new List<StringBuilder> { new() };
        foreach (var part in word.Parts)
        {
            if (part.Kind is PartKind.Literal)
            {
                Append(open, part.Text);
                continue;
            }

            var values = Values(part, scope);
            if (part.Quoted || !splits || part.Kind is PartKind.Process)
            {
                open = Join(open, values);
            }
            else
            {
                open = Split(open, values, done);
            }
        }

        done.AddRange(open.Select(text => text.ToString()).Where(text => text.Length > 0 || word.IsQuoted));
        return Finish(done, scope);
    }

    /// <summary>The one text of a word that is no list, such as a name.</summary>
    public string Text(ShellWord word, ShellScope scope) => string.Join(' ', Expand(word, scope, splits: false));

    private IReadOnlyList<string> Values(ShellPart part, ShellScope scope)
    {
        switch (part.Kind)
        {
            case PartKind.Substitution:
                return run(part.Text, scope) is { Count: > 0 } output ? part.Quoted ? [string.Join(' ', output)] : output : [Mark.UnknownText];
            case PartKind.Process:
                run(part.Text, scope);
                return ["/dev/fd/63"];
            default:
                var known = Variable(part.Text, scope);
                var otherwise = part.Otherwise is { } word ? Expand(word, scope, splits: false) : [];
                if (known is null && otherwise.Count > 0)
                {
                    // ${name:=word} keeps it, and so do the others here: sooner too much is known than too little.
                    scope.Assign(part.Text, otherwise);
                }

                return known is null ? otherwise.Count > 0 ? otherwise : [Mark.UnknownText] : [.. known, .. otherwise];
        }
    }

    private IReadOnlyList<string>? Variable(string name, ShellScope scope) =>
        scope.Find(name) ?? (name switch
        {
            "PWD" => scope.Folders,
            "OLDPWD" => scope.Before,
            "HOME" when check.Home is { } home => [home],
            _ => check.Variables(name) is { } value ? [Mark.Clean(value)] : null,
        });

    private List<StringBuilder> Join(List<StringBuilder> open, IReadOnlyList<string> values)
    {
        if (values.Count == 1)
        {
            Append(open, values[0]);
            return open;
        }

        var joined = new List<StringBuilder>();
        foreach (var before in open)
        {
            foreach (var value in values)
            {
                Charge(before.Length + value.Length);
                joined.Add(new StringBuilder().Append(before).Append(value));
            }
        }

        return joined;
    }

    private List<StringBuilder> Split(List<StringBuilder> open, IReadOnlyList<string> values, List<string> done)
    {
        if (!values.Any(value => value.AsSpan().IndexOfAny(Blanks) >= 0))
        {
            return Join(open, values);
        }

        var last = new List<StringBuilder>();
        foreach (var value in values)
        {
            var pieces = value.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            var first = Join([.. open.Select(text => new StringBuilder().Append(text))], [pieces.Length > 0 ? pieces[0] : ""]);
            if (pieces.Length < 2)
            {
                last.AddRange(first);
                continue;
            }

            Charge(value.Length);
            done.AddRange(first.Select(text => text.ToString()));
            done.AddRange(pieces[1..^1]);
            last.Add(new StringBuilder(pieces[^1]));
        }

        return last;
    }

    private void Append(List<StringBuilder> open, string text)
    {
        Charge(open.Count * text.Length);
        foreach (var builder in open)
        {
            builder.Append(text);
        }
    }

    private List<string> Finish(List<string> words, ShellScope scope)
    {
        var finished = words;
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].AsSpan().IndexOfAny(Mark.Tilde, Mark.Open) < 0)
            {
                if (!ReferenceEquals(finished, words))
                {
                    finished.Add(words[i]);
                }

                continue;
            }

            finished = ReferenceEquals(finished, words) ? words[..i] : finished;
            finished.AddRange(Braces.Expand(Tildes(words[i], scope), Charge));
        }

        return finished;
    }

    private string Tildes(string word, ShellScope scope)
    {
        for (var at = word.IndexOf(Mark.Tilde, StringComparison.Ordinal); at >= 0; at = word.IndexOf(Mark.Tilde, at))
        {
            var end = word.AsSpan(at).IndexOfAny('/', ':');
            end = end < 0 ? word.Length : at + end;
            var name = word[(at + 1)..end];
            var home = Variable("HOME", scope) is [var set, ..] ? set : Mark.UnknownText;
            var folder = name switch
            {
                "" => home,
                "+" => scope.Folders[0],
                "-" => scope.Before[0],
                "root" when !OperatingSystem.IsWindows() => "/root",
                _ => name == PathText.Name(home) ? home : $"{home[..(home.LastIndexOf('/') + 1)]}{name}",
            };
            Charge(folder.Length + word.Length);
            word = string.Concat(word.AsSpan(0, at), folder.Replace(Mark.Tilde, '~'), word.AsSpan(end));
        }

        return word;
    }

    private void Charge(int characters)
    {
        if ((_budget -= characters) < 0)
        {
            throw new TangledException();
        }
    }
}
