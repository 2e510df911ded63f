namespace Bursar.Guard.Protection.Shell;

/// <content>Commands that run other commands, and what changes the shell itself.</content>
internal sealed partial class Judge
{
    private string? Enter(ShellCall call)
    {
        var target = call.Operands.FirstOrDefault();
        if (target is "-" || call.Name is "popd")
        {
            call.Scope.Enter(call.Scope.Before);
            return null;
        }

        target ??= paths.Home ?? Mark.UnknownText;
        var entered = new List<string>();
        foreach (var folder in call.Folders)
        {
            var joined = PathText.Join(folder, target, paths.Home);
            entered.Add(PathText.Normal(joined, folder));
            if (joined.AsSpan().IndexOfAny(Mark.All) < 0 && !Directory.Exists(joined))
            {
                // The change may fail, and the shell stays where it is.
                entered.Add(folder);
            }
        }

        call.Scope.Enter([.. entered.Distinct(StringComparer.Ordinal).Take(4)]);
        return null;
    }

    /// <summary><c>read name</c>: the variable becomes what is known to come through the pipe.</summary>
    private static string? ReadInto(ShellCall call)
    {
        foreach (var name in call.Operands.Where(word => Assignment.IsName(word)))
        {
            call.Scope.Assign(name, call.Input.Count > 0 ? call.Input : [Mark.UnknownText]);
        }

        return null;
    }

    /// <summary><c>printf format words</c>, as far as <c>%s</c> goes; with -v into a variable.</summary>
    private static string? Print(ShellCall call)
    {
        var words = call.Arguments.ToList();
        var variable = words is ["-v", var name, _, ..] ? name : null;
        words = variable is null ? words : words[2..];
        if (words.Count > 1 && words[0].Contains("%s", StringComparison.Ordinal))
        {
            var pieces = words[0].Split("%s");
            var text = new System.Text.StringBuilder();
            for (var i = 1; i < words.Count; i += pieces.Length - 1)
            {
                for (var piece = 0; piece < pieces.Length; piece++)
                {
                    text.Append(pieces[piece]).Append(piece < pieces.Length - 1 && i + piece < words.Count ? words[i + piece] : "");
                }
            }

            words = [text.Replace("\\n", "\n").ToString()];
        }

        if (variable is not null)
        {
            call.Scope.Assign(variable, words);
        }

        return Say(call, words);
    }

    /// <summary><c>set -- words</c>.</summary>
    private static string? Set(ShellCall call)
    {
        if (call.Words.ToList().IndexOf("--") is > 0 and var at)
        {
            call.Scope.AssignPositions([.. call.Words.Skip(at + 1)]);
        }

        return null;
    }

    private static string? Declare(ShellCall call)
    {
        foreach (var word in call.Operands)
        {
            if (word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && Assignment.IsName(word.AsSpan(0, equals)))
            {
                call.Scope.Assign(word[..equals], [word[(equals + 1)..]]);
            }
        }

        return null;
    }

    /// <summary><c>bash -c code</c>, or code on its input; a file of commands is not read.</summary>
    private string? Shell(ShellCall call)
    {
        var wantsCode = false;
        for (var i = 1; i < call.Words.Count; i++)
        {
            var word = call.Words[i];
            if (word is "-o" or "+o" or "-O" or "+O" or "--rcfile" or "--init-file" or "-f" && !(word is "-f" && Programs.IsShell(call.Name) && call.Name is not ("at" or "batch")))
            {
                i++;
            }
            else if (word is ['-' or '+', _, ..])
            {
                wantsCode |= word is ['-', not '-', ..] && word.Contains('c', StringComparison.Ordinal);
            }
            else if (wantsCode)
            {
                var scope = call.Scope.Inner();
                scope.AssignPositions([.. call.Words.Skip(i + 2)]);
                return script(Mark.Plain(word), scope, call.Input);
            }
            else if (call.Name is not ("at" or "batch") && !call.Has('s'))
            {
                // A file of commands; what is in it cannot be known from here.
                return Anything(call);
            }
        }

        return First(call.Input.Count == 0 ? [] : [script(Joined(call.Input), call.Scope.Inner(), [])]);
    }

    private string? Commands(ShellCall call) => First(call.Arguments.Select(word =>
        word.Contains(' ', StringComparison.Ordinal) ? script(Mark.Plain(word[(word.StartsWith("-c", StringComparison.Ordinal) ? 2 : call.Name is "alias" ? word.IndexOf('=', StringComparison.Ordinal) + 1 : 0)..]), call.Scope.Inner(), []) : null));

    /// <summary>The inner command with the words that come through the pipe.</summary>
    private string? Xargs(ShellCall call)
    {
        string? placeholder = null;
        var i = 1;
        for (; i < call.Words.Count && call.Words[i] is ['-', ..]; i++)
        {
            var word = call.Words[i];
            if (word is "-I" or "-J" or "--replace")
            {
                placeholder = i + 1 < call.Words.Count ? call.Words[++i] : null;
            }
            else if (word.StartsWith("-I", StringComparison.Ordinal))
            {
                placeholder = word[2..];
            }
            else if (word is "-n" or "-P" or "-L" or "-d" or "-a" or "-s" or "-E" or "--max-args" or "--max-procs" or "--delimiter" or "--arg-file" or "--max-lines")
            {
                i++;
            }
        }

        if (i >= call.Words.Count)
        {
            return null;
        }

        var input = call.Input.SelectMany(text => text.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToList();
        var inner = call.Words.Skip(i);
        return Refusal(new ShellCall(placeholder is null ? [.. inner, .. input] : [.. inner.SelectMany(word => Replaced(word, placeholder, input))], call.Scope, [], call.Depth));
    }

    private static IEnumerable<string> Replaced(string word, string placeholder, IReadOnlyList<string> input) =>
        placeholder.Length == 0 || !Mark.Plain(word).Contains(Mark.Plain(placeholder), StringComparison.Ordinal) ? [word]
        : input.Count == 0 ? [Mark.Plain(word).Replace(Mark.Plain(placeholder), Mark.UnknownText, StringComparison.Ordinal)]
        : input.Take(64).Select(text => Mark.Plain(word).Replace(Mark.Plain(placeholder), text, StringComparison.Ordinal));

    private string? Code(ShellCall call)
    {
        var texts = call.Arguments.Where((word, i) => word.Contains(' ', StringComparison.Ordinal) || word.Contains('(', StringComparison.Ordinal) || (i > 0 && call.Words[i] is ['-', _, ..])).Concat(call.Input).Select(Mark.Plain);
        return First(texts.Select(text => Of(paths.InText(text, call.Folders)) ?? SelfService.InText(text))) ?? Anything(call);
    }
}
