namespace Bursar.Guard.Protection.Shell;

/// <content>git: what brings files of the working tree to another state may not name a protected one.</content>
internal sealed partial class Judge
{
    private string? Git(ShellCall call)
    {
        var scope = call.Scope;
        var i = 1;
        for (; i < call.Words.Count && call.Words[i] is ['-', ..]; i++)
        {
            if (call.Words[i] is "-C" && i + 1 < call.Words.Count)
            {
                scope = scope.Inner();
                var target = call.Words[++i];
                scope.Enter([.. scope.Folders.Select(folder => PathText.Normal(PathText.Join(folder, target, paths.Home), folder))]);
            }
            else if (call.Words[i] is "-c" && i + 1 < call.Words.Count)
            {
                var setting = Mark.Plain(call.Words[++i]);
                if (setting.IndexOf("=!", StringComparison.Ordinal) is > 0 and var at && script(setting[(at + 2)..], scope.Inner(), []) is { } refusal)
                {
                    return refusal;
                }
            }
            else if (call.Words[i] is "--git-dir" or "--work-tree" or "--namespace")
            {
                i++;
            }
        }

        if (i >= call.Words.Count)
        {
            return null;
        }

        var arguments = call.Words.Skip(i + 1).ToList();
        if (Mark.Plain(call.Words[i]) is "status" or "log" or "show" or "diff" or "blame" or "add" or "commit" or "push" or "fetch" or "ls-files" or "ls-tree" or "cat-file" or "rev-parse" or "rev-list"
            or "grep" or "check-ignore" or "check-attr" or "branch" or "tag" or "remote" or "describe" or "shortlog" or "reflog" or "notes" or "config" or "hash-object" or "whatchanged" or "merge-base" or "annotate" or "help" or "version")
        {
            var changes = Mark.Plain(call.Words[i]) is "config" && !arguments.Exists(word => word is "--get" or "--list" or "-l" or "get" or "list");
            return First(arguments.Select((word, at) => changes && word is "--file" or "-f" && at + 1 < arguments.Count ? Write(arguments[at + 1], scope)
                : changes && word.StartsWith("--file=", StringComparison.Ordinal) ? Write(word[7..], scope)
                : word.StartsWith("--output=", StringComparison.Ordinal) ? Write(word[9..], scope)
                : word is "--output" or "-o" && at + 1 < arguments.Count ? Write(arguments[at + 1], scope) : null));
        }

        var removes = Mark.Plain(call.Words[i]) is "rm" or "mv" or "clean" or "checkout" or "restore" or "stash";
        var isWhole = Mark.Plain(call.Words[i]) is "rm" or "mv" && !arguments.Contains("--cached");
        return First(arguments.Select(word => Pathspec(word, scope) ?? (removes && word is not ['-', ..] ? isWhole ? Destroy(word, scope) : Narrow(word, scope) : null)))
            ?? Anything(call.With(arguments.Prepend("git")) with { Scope = scope });
    }

    private string? Pathspec(string word, ShellScope scope) =>
        word is [':', ..] ? Write(word[(word.IndexOf(')', StringComparison.Ordinal) + 1)..].TrimStart(':', '/'), scope) : null;

    /// <summary>A folder of its own, such as <c>.claude</c>; the whole working tree is git's to change.</summary>
    private string? Narrow(string word, ShellScope scope) =>
        scope.Folders.Any(folder => $"{PathText.Normal(folder, folder)}/".StartsWith(PathText.Normal(PathText.Join(folder, word, paths.Home), folder).TrimEnd('/') + "/", paths.Comparison)) ? null : Destroy(word, scope);
}
