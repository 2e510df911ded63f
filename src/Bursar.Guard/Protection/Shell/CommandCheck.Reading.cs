namespace Bursar.Guard;

/// <summary>Programs that read unless an option says otherwise, and those of which nothing is known.</summary>
internal sealed partial class CommandCheck
{
    /// <summary>What a program that reads prints, where it may be file names for the next command.</summary>
    private string? Read(string name, ReadOnlySpan<string> args)
    {
        switch (name)
        {
            case "pwd":
                return _state.Cwd;
            case "ls" or "realpath" or "readlink" or "get-childitem" or "gci" or "dir" or "get-item" or "gi" or "pgrep" or "pidof":
                return Operands(args) is { Length: > 0 } named ? named : name is "ls" ? Mark.Any.ToString() : null;
            case "dirname":
                return Operands(args) is { Length: > 0 } path ? path[..Math.Max(0, path.LastIndexOf('/'))] : null;
            case "cat" or "tac" or "head" or "tail" or "tr" or "cut" or "nl" or "rev" or "less" or "more":
                return _command.Input;
            case "grep" or "egrep" or "rg" or "ag":
                foreach (var arg in args)
                {
                    if (arg is "--files-with-matches" or "--files" || (arg is ['-', not '-', ..] && arg.AsSpan().IndexOfAny("lL") > 0))
                    {
                        return Operands(args[1..]);
                    }
                }

                return _command.Input;
            default:
                return null;
        }
    }

    private static string Operands(ReadOnlySpan<string> args)
    {
        var operands = new List<string>();
        foreach (var arg in args)
        {
            if (arg is not ['-', ..])
            {
                operands.Add(arg);
            }
        }

        return string.Join('\n', operands);
    }

    private void Other(string name, ReadOnlySpan<string> args)
    {
        var said = $"`{name}`";
        switch (name)
        {
            case "sort" when !HasOption(args, "o", "--output"):
            case "yq" or "tomlq" when !HasOption(args, "i", "--inplace", "--in-place"):
            case "fd" or "fdfind" when !HasOption(args, "xX", "--exec", "--exec-batch"):
            case "xxd" when !HasOption(args, "r", "-revert"):
            case "uniq" when Operands(args).IndexOf('\n', StringComparison.Ordinal) < 0:
            case "bursar" when args.IndexOf("backup") < 0:
                return;
            case "dd":
                foreach (var arg in args)
                {
                    Writes(said, arg.StartsWith("if=", StringComparison.Ordinal) ? "" : arg);
                }

                return;
            case "sed" or "gsed" when !HasOption(args, "i", "--in-place"):
                SedScripts(said, args);
                return;
            case "awk" or "gawk" or "mawk" or "nawk" when args.IndexOf("inplace") < 0:
                foreach (var arg in args)
                {
                    if (arg.AsSpan().IndexOfAny(">|") >= 0 || arg.Contains("system", StringComparison.Ordinal))
                    {
                        Code(said, arg);
                    }
                }

                return;
            case "sqlite3" or "sqlite" when args.IndexOf("-readonly") >= 0 || IsOpenedToRead(args):
                Sqlite(said, args);
                return;
        }

        Writes(said, args);
        if (Programs.IsInterpreter(name))
        {
            foreach (var arg in args)
            {
                Code(said, arg);
            }

            Code(said, _command.Input ?? "");
        }
        else if (Programs.IsCarrier(name))
        {
            foreach (var arg in args)
            {
                Script(arg.IndexOf(' ', StringComparison.Ordinal) > 0 ? arg : null);
            }

            Script(string.Join(' ', args.ToArray()));
            Script(_command.Input);
        }
    }

    /// <summary>A sed script can write a file with <c>w</c>.</summary>
    private void SedScripts(string said, ReadOnlySpan<string> args)
    {
        foreach (var arg in args)
        {
            for (var at = arg.IndexOf("w ", StringComparison.Ordinal); at >= 0 && at < 4096; at = arg.IndexOf("w ", at + 1, StringComparison.Ordinal))
            {
                var rest = arg.AsSpan(at + 2).TrimStart();
                var end = rest.IndexOfAny(";}\n");
                Writes(said, (end < 0 ? rest : rest[..end]).Trim().ToString());
            }
        }
    }

    private void Sqlite(string said, ReadOnlySpan<string> args)
    {
        var isDatabase = true;
        foreach (var arg in args)
        {
            if (arg is ['-', ..])
            {
                continue;
            }

            if (!isDatabase)
            {
                Code(said, arg);
            }

            isDatabase = false;
        }

        Code(said, _command.Input ?? "");
    }

    private static bool IsOpenedToRead(ReadOnlySpan<string> args)
    {
        foreach (var arg in args)
        {
            if (arg.StartsWith("file:", StringComparison.Ordinal) && (Mark.Plain(arg) is var uri) && (uri.Contains("mode=ro", StringComparison.Ordinal) || uri.Contains("immutable=1", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of the letters stands in a group of short options, or one of the long options is there.</summary>
    private static bool HasOption(ReadOnlySpan<string> args, string letters, params ReadOnlySpan<string> names)
    {
        foreach (var arg in args)
        {
            if (arg is ['-', not '-', ..] && arg.AsSpan(1).IndexOfAny(letters) >= 0)
            {
                return true;
            }

            foreach (var name in names)
            {
                if (arg.StartsWith(name, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
