namespace Bursar.Guard.Protection.Shell;

/// <content>Programs of which some arguments are read and others written.</content>
internal sealed partial class Judge
{
    private string? Copy(ShellCall call)
    {
        var operands = new List<string>();
        string? into = null;
        for (var i = 1; i < call.Words.Count; i++)
        {
            var word = call.Words[i];
            if (word is "-t" or "--target-directory" && i + 1 < call.Words.Count)
            {
                into = call.Words[++i];
            }
            else if (word.StartsWith("--target-directory=", StringComparison.Ordinal))
            {
                into = word["--target-directory=".Length..];
            }
            else if (word is ['-', _, ..])
            {
                i += word is "-m" or "-o" or "-g" or "-e" or "-S" or "--exclude" or "--include" or "-P" or "-i" && call.Name is "install" or "rsync" or "scp" ? 1 : 0;
            }
            else
            {
                operands.Add(word);
            }
        }

        var target = into ?? operands.LastOrDefault();
        if (target is null)
        {
            return null;
        }

        var sources = into is null ? operands[..^1] : operands;
        var links = call.Name is "ln" || (call.Name is "cp" && (call.Has('l', "--link") || call.Has('s', "--symbolic-link")));
        var moves = call.Name is "mv" or "move-item" || call.Arguments.Contains("--remove-source-files");
        return First(sources.Select(source => moves ? Destroy(source, call.Scope) : links ? Write(source, call.Scope) : null))
            ?? (call.Name is "ln" && operands.Count == 1 && into is null ? Write(target, call.Scope) ?? Write(PathText.Name(target), call.Scope) : Write(target, call.Scope))
            ?? (call.Arguments.Any(word => word.StartsWith("--delete", StringComparison.Ordinal)) ? Destroy(target, call.Scope) : null)
            ?? First(sources.Select(source => Lands(source, target, call, links)));
    }

    /// <summary>What arrives below the target when a file or a whole tree is put there.</summary>
    private string? Lands(string source, string target, ShellCall call, bool links)
    {
        if (Write($"{target}/{PathText.Name(source)}", call.Scope) is { } refusal)
        {
            return refusal;
        }

        if (target.AsSpan().IndexOfAny(Mark.All) >= 0)
        {
            return null;
        }

        foreach (var folder in call.Folders)
        {
            var to = PathText.Normal(PathText.Join(folder, target, paths.Home), folder);
            var from = PathText.Normal(PathText.Join(folder, source, paths.Home), folder);
            if (links)
            {
                paths.Links.Add(to, from);
                paths.Links.Add($"{to}/{PathText.Name(source)}", from);
                continue;
            }

            foreach (var entry in paths.Entries.Where(entry => entry.Relate(to, paths.Comparison) is Relation.Above))
            {
                var below = entry.Path[to.TrimEnd('/').Length..];
                var name = $"/{PathText.Name(from)}";
                if (Exists(from + below) || (below.StartsWith(name + "/", paths.Comparison) && Exists(from + below[name.Length..])))
                {
                    return Of(entry);
                }
            }
        }

        return null;
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private string? Sed(ShellCall call)
    {
        var inPlace = call.Arguments.Any(word => word.StartsWith("--in-place", StringComparison.Ordinal) || (word is ['-', not '-', ..] && word.AsSpan(1).IndexOf('i') is >= 0 and var i && word.AsSpan(1, i).IndexOfAny('e', 'f', 'l') < 0));
        if (inPlace)
        {
            return Anything(call);
        }

        // The script is the first operand, or what follows -e; its command w writes a file and e runs a command.
        foreach (var text in call.Arguments.Select(Mark.Plain).Where(word => word.Contains("bursar", StringComparison.Ordinal) || word.Contains(".claude", StringComparison.Ordinal) || word.Contains("w ", StringComparison.Ordinal) || word.Contains("e ", StringComparison.Ordinal)))
        {
            foreach (var line in text.Split('\n', ';'))
            {
                for (var at = line.AsSpan().IndexOfAny('w', 'W', 'e'); at >= 0 && at + 1 < line.Length && at < 256;)
                {
                    if (line[at + 1] == ' ' && (at == 0 || !char.IsAsciiLetter(line[at - 1]) || line[at - 1] is 'g' or 'p' or 'I'))
                    {
                        var rest = line[(at + 1)..].Trim();
                        if ((line[at] == 'e' ? script(rest, call.Scope.Inner(), []) : Write(rest, call.Scope)) is { } refusal)
                        {
                            return refusal;
                        }
                    }

                    var next = line.AsSpan(at + 1).IndexOfAny('w', 'W', 'e');
                    at = next < 0 ? -1 : at + 1 + next;
                }
            }
        }

        return null;
    }

    private string? Awk(ShellCall call)
    {
        if (call.Words.Contains("inplace"))
        {
            return Anything(call);
        }

        var code = call.Arguments.Where(word => word.Contains('>', StringComparison.Ordinal) || word.Contains('|', StringComparison.Ordinal) || word.Contains("system", StringComparison.Ordinal)).Select(Mark.Plain);
        return First(code.Select(text => Of(paths.InText(text, call.Folders)) ?? SelfService.InText(text)));
    }

    private string? Sqlite(ShellCall call)
    {
        var operands = call.Operands.ToList();
        var reads = call.Arguments.Any(word => word is "-readonly" or "--readonly" || word.Contains("mode=ro", StringComparison.Ordinal) || word.Contains("immutable=1", StringComparison.Ordinal));
        var sql = operands.Skip(1).Concat(call.Input).Select(text => Of(paths.InText(Mark.Plain(text), call.Folders)));
        return First(sql) ?? (reads ? null : Anything(call));
    }

    private string? Tar(ShellCall call)
    {
        var mode = call.Arguments.FirstOrDefault() ?? "";
        var reads = call.Arguments.Any(word => word is "--create" or "--list") || (!mode.StartsWith("--", StringComparison.Ordinal) && mode.AsSpan().IndexOfAny('c', 't') >= 0);
        if (!reads || call.Arguments.Contains("--remove-files"))
        {
            return Anything(call) ?? (call.Arguments.Contains("--remove-files") ? First(call.Operands.Select(word => Destroy(word, call.Scope))) : null);
        }

        return First(call.Words.Select((word, i) =>
            word.StartsWith("--file=", StringComparison.Ordinal) ? Write(word[7..], call.Scope)
            : i > 0 && i + 1 < call.Words.Count && (word is "--file" || (word is [.., 'f'] && (word[0] == '-' || i == 1))) ? Write(call.Words[i + 1], call.Scope)
            : null));
    }
}
