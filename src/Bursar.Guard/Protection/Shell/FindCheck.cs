namespace Bursar.Guard;

/// <summary><c>find</c> reads, unless <c>-delete</c>, <c>-exec</c> or what its output is piped into changes what it finds.</summary>
internal sealed class FindCheck(CommandCheck check)
{
    private readonly List<string> _roots = [];
    private readonly List<(string Pattern, bool IsPath, bool IsNegated, bool IgnoresCase)> _filters = [];
    private bool _isEmpty;

    /// <returns>The protected paths among what it finds.</returns>
    public string? Run(ReadOnlySpan<string> args)
    {
        var at = 0;
        while (at < args.Length && args[at] is "-H" or "-L" or "-P")
        {
            at++;
        }

        while (at < args.Length && args[at] is not (['-', ..] or "(" or "!"))
        {
            _roots.Add(args[at++]);
        }

        if (_roots.Count == 0)
        {
            _roots.Add(".");
        }

        // All filters first: they may stand behind what they filter for only by mistake.
        Filters(args[at..]);
        var found = Found();
        for (; at < args.Length; at++)
        {
            if (args[at] is "-delete")
            {
                foreach (var path in found)
                {
                    check.Writes("`find -delete`", path);
                }
            }
            else if (args[at] is "-exec" or "-execdir" or "-ok" or "-okdir")
            {
                var end = at + 1;
                while (end < args.Length && args[end] is not (";" or "+"))
                {
                    end++;
                }

                Execute(args[(at + 1)..end], found);
                at = end;
            }
            else if (args[at].StartsWith("-fprint", StringComparison.Ordinal) || args[at] is "-fls")
            {
                check.Writes("`find`", at + 1 < args.Length ? args[at + 1] : "");
            }
        }

        return found.Count == 0 ? null : string.Join('\n', found);
    }

    private void Execute(ReadOnlySpan<string> words, List<string> found)
    {
        var all = string.Join(' ', found);
        var command = new List<string>();
        var hasPlace = false;
        foreach (var word in words)
        {
            if (Mark.Plain(word) is "{}")
            {
                hasPlace = true;
                command.AddRange(found);
            }
            else
            {
                command.Add(word.Contains("{}", StringComparison.Ordinal) ? word.Replace("{}", all, StringComparison.Ordinal) : word);
            }
        }

        if (!hasPlace || found.Count > 0)
        {
            check.Again(command);
        }
    }

    private void Filters(ReadOnlySpan<string> args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var isNegated = i > 0 && args[i - 1] is "!" or "-not";
            if (args[i] is "-name" or "-iname" or "-path" or "-ipath" or "-wholename" && i + 1 < args.Length)
            {
                _filters.Add((Glob.Quoted(args[i + 1]), args[i] is not ("-name" or "-iname"), isNegated, args[i] is "-iname" or "-ipath"));
            }

            _isEmpty |= args[i] is "-empty" && !isNegated;
        }
    }

    private List<string> Found()
    {
        var found = new List<string>();
        foreach (var root in _isEmpty ? [] : _roots)
        {
            if (check.State.Targets.Holding(root, check.State.Cwd) is not null)
            {
                found.Add(root);
            }

            foreach (var entry in check.State.Targets.Below(root, check.State.Cwd))
            {
                var top = check.State.Targets.Normal(root, check.State.Cwd);
                var tail = entry.Path.Length > top.Length ? entry.Path[top.Length..].TrimStart('/') : entry.Path;
                if (Passes(entry.Path, $"{root.TrimEnd('/')}/{tail}") || entry.Content.Any(name => Passes($"{entry.Path}/{name}", $"{root.TrimEnd('/')}/{tail}/{name}")))
                {
                    found.Add(entry.Path);
                }
            }
        }

        return found;
    }

    /// <summary>Several names are taken as alternatives, as <c>-o</c> between them makes them.</summary>
    private bool Passes(string path, string shown)
    {
        var wanted = false;
        var hasWanted = false;
        foreach (var (pattern, isPath, isNegated, ignoresCase) in _filters)
        {
            var matches = Glob.IsMatch(pattern, isPath ? shown : path.AsSpan(path.LastIndexOf('/') + 1), ignoresCase, hidesDots: false);
            if (isNegated && matches)
            {
                return false;
            }

            hasWanted |= !isNegated;
            wanted |= !isNegated && matches;
        }

        return wanted || !hasWanted;
    }
}
