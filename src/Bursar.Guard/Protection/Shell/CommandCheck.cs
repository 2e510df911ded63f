namespace Bursar.Guard;

/// <summary>One simple command: whether it would change something protected, and what it is known to print.</summary>
internal sealed partial class CommandCheck
{
    private readonly ShellCommand _command;
    private readonly ShellState _state;
    private readonly int _depth;

    private CommandCheck(ShellCommand command, ShellState state, int depth) => (_command, _state, _depth) = (command, state, depth);

    /// <returns>What the command prints, where that is known and may name files to a command that follows.</returns>
    public static string? Run(ShellCommand command, ShellState state, int depth) => new CommandCheck(command, state, depth).Run();

    private string? Run()
    {
        foreach (var output in _command.Outputs)
        {
            Writes("a redirection", output);
        }

        return Program([.. _command.Words]);
    }

    /// <summary>Finds the program behind keywords, assignments and programs that run others.</summary>
    private string? Program(ReadOnlySpan<string> words)
    {
        for (var hops = 0; words.Length > 0 && _state.Refusal is null; hops++)
        {
            if (Programs.IsKeyword(words[0]))
            {
                words = words[1..];
                continue;
            }

            if (IsAssignment(words[0], out var equals))
            {
                _state.Set(words[0][..equals], words[0][(equals + 1)..]);
                words = words[1..];
                continue;
            }

            var name = Programs.Name(words[0], _state.Targets.IgnoresCase || _state.IsPowerShell);
            if (Programs.Wrapper(name) is not var (options, operands))
            {
                return Named(name, words[1..]);
            }

            if (name is "command" && words.Length > 1 && words[1] is "-v" or "-V")
            {
                return null;
            }

            words = Unwrapped(name, words[1..], options, operands);
        }

        return null;
    }

    private ReadOnlySpan<string> Unwrapped(string name, ReadOnlySpan<string> words, string options, int operands)
    {
        while (words.Length > 0)
        {
            var word = words[0];
            if (name is "env" && word is "-S" or "--split-string" && words.Length > 1)
            {
                ShellScript.Run(Mark.Plain(words[1]), _state, _depth + 1);
                return [];
            }

            if (word is "-C" or "-D" or "--chdir" && words.Length > 1 && name is "env" or "sudo")
            {
                _state.Enter(words[1]);
            }

            if (word is ['-', _, ..])
            {
                words = words[(word is not "--" && IsOneOf(options, word) && words.Length > 1 ? 2 : 1)..];
            }
            else if (operands > 0)
            {
                // flock creates its file, which is another program's business; what matters follows.
                operands--;
                words = words[1..];
            }
            else
            {
                break;
            }
        }

        return words;
    }

    private string? Named(string name, ReadOnlySpan<string> args)
    {
        if (SelfService.Refusal(name, args, _state) is { } refusal)
        {
            _state.Refuse(refusal);
            return null;
        }

        if (Programs.IsSpeaker(name))
        {
            return Speak(name, args);
        }

        switch (name)
        {
            case "cd" or "pushd" or "chdir" or "set-location" or "sl":
                Enter(args);
                return null;
            case "popd":
                _state.Enter(_state.Before ?? _state.Cwd);
                return null;
            case "for" or "select" or "foreach":
                Loop(args);
                return null;
            case "export" or "local" or "declare" or "readonly" or "typeset":
                Assign(args);
                return null;
            case "case" or "function" or "in":
                return null;
            case "eval" or "alias" or "trap" or "invoke-expression" or "iex":
                return Evaluate(name, args);
            case "xargs":
                return XArgs(args);
            case "find" or "gfind":
                return new FindCheck(this).Run(args);
            case "git":
                GitCheck.Run(this, args);
                return null;
            case "cp" or "mv" or "ln" or "install" or "rsync" or "scp" or "copy-item" or "gcp" or "gmv" or "ditto":
                CopyCheck.Run(this, name, args);
                return null;
        }

        if (Programs.IsReader(name))
        {
            return Read(name, args);
        }

        if (Programs.IsShell(name))
        {
            return Shell(name, args);
        }

        if (Programs.IsDestroyer(name))
        {
            foreach (var word in args)
            {
                Destroys(name, word);
            }

            return null;
        }

        Other(name, args);
        return null;
    }

    private static bool IsAssignment(string word, out int equals)
    {
        equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || !(char.IsAsciiLetter(word[0]) || word[0] is '_'))
        {
            return false;
        }

        foreach (var c in word.AsSpan(0, equals))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not '_')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOneOf(string list, string word)
    {
        var at = list.IndexOf(word, StringComparison.Ordinal);
        return at >= 0 && (at == 0 || list[at - 1] == ' ') && (at + word.Length == list.Length || list[at + word.Length] == ' ');
    }
}
