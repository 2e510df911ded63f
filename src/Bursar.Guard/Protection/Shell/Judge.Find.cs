namespace Bursar.Guard.Protection.Shell;

/// <content><c>find</c>: free as long as it only finds.</content>
internal sealed partial class Judge
{
    private string? Find(ShellCall call)
    {
        var words = call.Words;
        var expression = 1;
        while (expression < words.Count && words[expression] is not (['-', not ('H' or 'L' or 'P'), ..] or "(" or "!"))
        {
            expression++;
        }

        var starts = words.Skip(1).Take(expression - 1).Where(word => word is not ['-', ..]).DefaultIfEmpty(".");
        var found = starts.SelectMany(start => call.Folders.SelectMany(folder => Hit(start, folder, words, expression))).Distinct().ToList();
        call.Output.AddRange(found.Select(entry => entry.Path));
        for (var i = expression; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "-delete" when found.Count > 0:
                    return Of(found[0]);
                case "-fprint" or "-fprintf" or "-fls" or "-fprint0" when i + 1 < words.Count && Write(words[i + 1], call.Scope) is { } refusal:
                    return refusal;
                case "-exec" or "-execdir" or "-ok" or "-okdir":
                    var from = i + 1;
                    while (i + 1 < words.Count && words[i + 1] is not (";" or "+"))
                    {
                        i++;
                    }

                    if (Each(call, [.. words.Skip(from).Take(i + 1 - from)], found) is { } inner)
                    {
                        return inner;
                    }

                    break;
            }
        }

        return null;
    }

    private string? Each(ShellCall call, IReadOnlyList<string> command, IReadOnlyList<ProtectedPath> found)
    {
        if (command.Count == 0)
        {
            return null;
        }

        var files = found.Select(entry => entry.Path).DefaultIfEmpty(Mark.UnknownText).ToList();
        var inner = new ShellCall([.. command.SelectMany(word => Mark.Plain(word) is "{}" ? files : Replaced(word, "{}", files))], call.Scope, [], call.Depth);

        // A script is given the files as $1, which is not followed; what it writes is judged as if it named them.
        return Refusal(inner) ?? (found.Count > 0 && Programs.IsShell(inner.Name) && !inner.Words.Any(word => word.Contains(' ', StringComparison.Ordinal) && Programs.Reads(ShellCall.NameOf(word.Split(' ', 2)[0]))) ? Of(found[0]) : null);
    }

    /// <summary>The protected paths that this start leads to and no test of the expression leaves out.</summary>
    private IEnumerable<ProtectedPath> Hit(string start, string folder, IReadOnlyList<string> words, int expression)
    {
        var joined = PathText.Join(folder, start, paths.Home);
        if (joined.AsSpan().IndexOfAny(Mark.All) >= 0)
        {
            return paths.Written(joined, [folder]) is { } one ? [one] : [];
        }

        var root = PathText.Normal(joined, folder);
        return paths.Within(joined).Where(entry =>
        {
            var isBelow = entry.Relate(root, paths.Comparison) is Relation.Above;
            return (isBelow ? entry.Exists : true) && Passes(entry, isBelow ? entry.Path[root.TrimEnd('/').Length..] : "", start, words, expression);
        });
    }

    private bool Passes(ProtectedPath entry, string below, string start, IReadOnlyList<string> words, int expression)
    {
        // Empty folders hold nothing that is protected.
        if (words.Contains("-empty") && words.Contains("d"))
        {
            return false;
        }

        bool? named = null;
        for (var i = expression; i + 1 < words.Count; i++)
        {
            var pattern = Mark.Plain(words[i + 1]);
            var negated = words[i - 1] is "-not" or "!" || (i + 3 < words.Count && words[i + 2] is "-prune" && words[i + 3] is "-o" or "-or");
            switch (words[i])
            {
                case "-maxdepth" when int.TryParse(pattern, out var depth) && below.AsSpan().Count('/') > depth:
                    return false;
                case "-name" or "-iname":
                    var comparison = words[i] is "-iname" ? StringComparison.OrdinalIgnoreCase : paths.Comparison;
                    var isNamed = entry.Contents.Append(entry.Name).Any(name => Glob.MatchesText(pattern, name, comparison));
                    if (negated && Array.Exists(below.Split('/'), part => part.Length > 0 && Glob.MatchesText(pattern, part, comparison)))
                    {
                        return false;
                    }

                    named = negated ? named : isNamed || (named ?? false);
                    break;
                case "-path" or "-ipath" or "-wholename":
                    var path = start.TrimEnd('/') + below;
                    var isThere = Glob.MatchesText(pattern, path, StringComparison.OrdinalIgnoreCase) || Glob.MatchesText(pattern, path + "/" + (entry.Contents.Count > 0 ? entry.Contents[0] : ""), StringComparison.OrdinalIgnoreCase);
                    if (negated && (isThere || Glob.MatchesText(pattern + "/*", path, StringComparison.OrdinalIgnoreCase)))
                    {
                        return false;
                    }

                    named = negated ? named : isThere || (named ?? false);
                    break;
            }
        }

        return named ?? true;
    }
}
