namespace Bursar.Guard;

/// <summary>What runs other commands: shells, eval, xargs, loops.</summary>
internal sealed partial class CommandCheck
{
    private const int MaxPiped = 500;

    /// <summary>Runs one more command, with the words of another.</summary>
    public string? Again(IEnumerable<string> words)
    {
        if (_depth >= ShellState.MaxDepth)
        {
            _state.Refuse("Bursar: this command is nested too deeply to be checked. Run its parts one by one.");
            return null;
        }

        var command = new ShellCommand { Input = _command.Input };
        command.Words.AddRange(words);
        return Run(command, _state, _depth + 1);
    }

    private string? Script(string? text) => text is null ? null : ShellScript.Run(Mark.Plain(text), _state, _depth + 1);

    private string? Shell(string name, ReadOnlySpan<string> args)
    {
        var isScript = false;
        for (var i = 0; i < args.Length; i++)
        {
            var arg = args[i];
            if (name is "cmd" or "pwsh" or "powershell")
            {
                if (arg is ['-' or '/', 'c' or 'C' or 'k' or 'K', ..])
                {
                    return Script(string.Join(' ', args[(i + 1)..].ToArray()));
                }
            }
            else if (arg is "-o" or "-O" or "+o" or "+O" or "--rcfile" or "--init-file")
            {
                i++;
                continue;
            }
            else if (arg is ['-', not '-', ..] && arg.Contains('c', StringComparison.Ordinal))
            {
                isScript = true;
                continue;
            }

            if (arg is ['-' or '+', ..])
            {
                continue;
            }

            if (!isScript)
            {
                Writes($"`{name}`", args[i..]);
                return null;
            }

            for (var given = i + 1; given < args.Length && given - i < 10; given++)
            {
                _state.Set((given - i - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), args[given]);
            }

            _state.Set("@", string.Join(Mark.Split, args[Math.Min(args.Length, i + 2)..].ToArray()));
            return Script(arg);
        }

        return Script(_command.Input);
    }

    private string? Evaluate(string name, ReadOnlySpan<string> args) => name switch
    {
        "trap" => args.Length > 0 ? Script(args[0]) : null,
        "alias" => Aliases(args),
        _ => Script(string.Join(' ', args.ToArray())),
    };

    private string? Aliases(ReadOnlySpan<string> args)
    {
        foreach (var arg in args)
        {
            Script(arg[(arg.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }

        return null;
    }

    private string? XArgs(ReadOnlySpan<string> args)
    {
        string? place = null;
        while (args.Length > 0 && args[0] is ['-', _, ..] option)
        {
            var takesNext = args.Length > 1 && IsOneOf("-I -n -P -L -d -a -s -E -J -R --max-args --max-procs --delimiter --arg-file --replace", option);
            place = option is "-I" or "-J" && takesNext ? args[1] : option.StartsWith("-I", StringComparison.Ordinal) ? option[2..] : place;
            args = args[(takesNext ? 2 : 1)..];
        }

        if (args.Length == 0)
        {
            return _command.Input;
        }

        var piped = (_command.Input ?? "").Split([' ', '\t', '\n', '\0', Mark.Split], MaxPiped, StringSplitOptions.RemoveEmptyEntries);
        var words = new List<string>(args.Length + piped.Length);
        foreach (var arg in args)
        {
            words.Add(string.IsNullOrEmpty(place) ? arg : arg.Replace(place, string.Join(' ', piped), StringComparison.Ordinal));
        }

        words.AddRange(piped);
        return Again(words);
    }

    private void Enter(ReadOnlySpan<string> args)
    {
        foreach (var arg in args)
        {
            if (arg is "-")
            {
                _state.Enter(_state.Before ?? _state.Cwd);
                return;
            }

            if (arg is not ['-', ..])
            {
                _state.Enter(arg);
                return;
            }
        }

        _state.Enter(_state.Targets.Home ?? _state.Cwd);
    }

    private void Loop(ReadOnlySpan<string> args)
    {
        if (args.Length > 2 && args[1] is "in")
        {
            _state.Set(args[0], args.Length < 200 ? ShellWord.Join(args[2..].ToArray()) : Mark.UnknownText);
        }
    }

    private void Assign(ReadOnlySpan<string> args)
    {
        foreach (var arg in args)
        {
            if (IsAssignment(arg, out var equals))
            {
                _state.Set(arg[..equals], arg[(equals + 1)..]);
            }
        }
    }

    private string? Speak(string name, ReadOnlySpan<string> args)
    {
        if (name is "set")
        {
            var from = args.IndexOf("--") + 1;
            for (var i = from; from > 0 && i < args.Length && i - from < 9; i++)
            {
                _state.Set((i - from + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), args[i]);
            }

            if (from > 0)
            {
                _state.Set("@", string.Join(Mark.Split, args[from..].ToArray()));
            }

            return null;
        }

        while (args.Length > 0 && args[0] is "-n" or "-e" or "-E" or "-ne" or "-en")
        {
            args = args[1..];
        }

        return string.Join(' ', args.ToArray());
    }
}
