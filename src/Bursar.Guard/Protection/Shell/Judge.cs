namespace Bursar.Guard.Protection.Shell;

/// <summary>Whether one simple command may run.</summary>
/// <param name="paths">What is protected.</param>
/// <param name="script">Judges the text of a script in a shell, with what is known of its input.</param>
internal sealed partial class Judge(PathCheck paths, Func<string, ShellScope, IReadOnlyList<string>, string?> script)
{
    /// <summary>The same program through a chain of wrappers (<c>sudo env nice …</c>); longer ones are no command of a normal day.</summary>
    private const int MaxWrappers = 64;

    private int _wrappers;

    public string? Refusal(ShellCall call)
    {
        if (Wrappers.Unwrap(call) is { } unwrapped)
        {
            if (++_wrappers > MaxWrappers)
            {
                throw new TangledException();
            }

            var refusal = unwrapped.Script is { } code ? Script(code, call) : unwrapped.Call is { } inner ? Refusal(inner) : null;
            _wrappers--;
            call.Output.AddRange(unwrapped.Call?.Output ?? []);
            return refusal;
        }

        return call.Name switch
        {
            "" => null,
            "cd" or "pushd" or "popd" => Enter(call),
            "pwd" => Say(call, call.Folders),
            "echo" => Say(call, call.Arguments),
            "printf" => Print(call),
            "dirname" => Say(call, call.Operands.Select(DirectoryOf)),
            "basename" => Say(call, call.Operands.Select(PathText.Name)),
            "mktemp" => Say(call, ["/tmp/mktemp"]),
            "read" or "mapfile" or "readarray" => ReadInto(call),
            "export" or "declare" or "local" or "typeset" or "readonly" => Declare(call),
            "eval" => Script(Joined(call.Arguments), call),
            "xargs" => Xargs(call),
            "find" => Find(call),
            "git" => Git(call),
            "cp" or "mv" or "install" or "ln" or "rsync" or "scp" or "move-item" or "copy-item" => Copy(call),
            "dd" => First(call.Arguments.Where(word => word.StartsWith("of=", StringComparison.Ordinal)).Select(word => Write(word[3..], call.Scope))),
            "sed" or "gsed" => Sed(call),
            "awk" or "gawk" or "mawk" => Awk(call),
            "sqlite3" => Sqlite(call),
            "tar" or "bsdtar" or "gtar" => Tar(call),
            "uniq" or "xxd" => First(call.Operands.Skip(1).Select(word => Write(word, call.Scope))),
            "kill" or "pkill" or "killall" or "taskkill" or "stop-process" => Kill(call),
            "ssh" => call.Arguments.Any(word => word.Contains("localhost", StringComparison.Ordinal) || word.Contains("127.0.0.1", StringComparison.Ordinal)) ? Commands(call) ?? Anything(call) : null,
            "bursar" or "bursar.dll" => Bursar(call),
            "dotnet" => Dotnet(call),
            "bursar-hook" or "bursar-hook.dll" => call.Words.Count == 2 && call.Words[1].StartsWith("--", StringComparison.Ordinal) ? null : Refusals.Human("bursar-hook"),
            "set" => Set(call),
            var name when Programs.IsShell(name) => Shell(call),
            var name when Programs.IsPowerShell(name) => PowerShellCheck.Refusal(Joined(call.Arguments), call.Folders, paths),
            var name when Programs.OnlySays(name) => null,
            var name when Programs.Reads(name) => Reading(call),
            var name when Programs.Interprets(name) => Code(call),
            var name when Programs.TakesCommands(name) => Commands(call) ?? Anything(call),
            "fd" or "fdfind" when !call.Has('x', "--exec") && !call.Has('X', "--exec-batch") => Reading(call),
            var name when Programs.Destroys(name) => First(call.Arguments.Select(word => Destroy(word, call.Scope))),
            _ => Anything(call),
        };
    }

    /// <summary>Why this path may not be written, or null.</summary>
    public string? Write(string word, ShellScope scope) => Of(paths.Written(word, scope.Folders));

    private string? Destroy(string word, ShellScope scope) => Of(paths.Destroyed(word, scope.Folders));

    private string? Of(ProtectedPath? path) => path is null ? null : Refusals.Protected(path, paths.Home);

    private static string? First(IEnumerable<string?> refusals) => refusals.FirstOrDefault(refusal => refusal is not null);

    private string? Script(string code, ShellCall call) => script(Mark.Plain(code), call.Scope, call.Input);

    private static string Joined(IEnumerable<string> words) => Mark.Plain(string.Join(' ', words));

    private static string? Say(ShellCall call, IEnumerable<string> words)
    {
        call.Output.AddRange(words);
        return null;
    }

    private static string DirectoryOf(string word) => word.LastIndexOf('/') is var slash && slash > 0 ? word[..slash] : slash == 0 ? "/" : ".";

    /// <summary>A program that reads: its output option may not lead to a protected path, and names go on in the pipe.</summary>
    private string? Reading(ShellCall call)
    {
        if (Programs.Lists(call.Name))
        {
            call.Output.AddRange(!call.Operands.Any() && call.Name is "ls" or "tree" && paths.Written(".", call.Folders) is { } listed ? [listed.Path] : call.Arguments.Where(word => paths.Written(word, call.Folders) is not null || word.Contains("bursar", StringComparison.OrdinalIgnoreCase)));
        }
        else if (call.Name is "cat" && !call.Operands.Any())
        {
            call.Output.AddRange(call.Input);
        }

        var options = Programs.OutputOption(call.Name);
        return options.Length == 0 ? null : First(call.Words.Select((word, i) =>
            Array.IndexOf(options, word) >= 0 && i + 1 < call.Words.Count ? Write(call.Words[i + 1], call.Scope)
            : Array.Find(options, option => word.Length > option.Length && word.StartsWith(option, StringComparison.Ordinal)) is { } found ? Write(word[found.Length..].TrimStart('='), call.Scope)
            : null));
    }

    /// <summary>A program that is not known: any protected path among its arguments counts as written.</summary>
    private string? Anything(ShellCall call)
    {
        // What the client is told to start later is not started here.
        var isRegistered = call.Name is "claude" && call.Words is [_, "mcp", ..];
        for (var i = 1; i < call.Words.Count; i++)
        {
            if (!isRegistered && ShellCall.NameOf(call.Words[i]) is ("bursar" or "bursar.dll") && i + 1 < call.Words.Count && Bursar(call.With(call.Words.Skip(i))) is { } human)
            {
                return human;
            }

            if (Argument(call.Words[i], call.Scope) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>The argument itself, and what stands in it after <c>=</c>, <c>:</c> or the letter of an option.</summary>
    private string? Argument(string word, ShellScope scope)
    {
        if (Write(word, scope) is { } refusal)
        {
            return refusal;
        }

        if (word.Length > 4096 || word.AsSpan().IndexOfAny(" \n") >= 0)
        {
            return null;
        }

        if (word is ['-', not '-', _, _, ..] && Write(word[2..], scope) is { } glued)
        {
            return glued;
        }

        var parts = 0;
        for (var at = word.AsSpan().IndexOfAny("=:,@"); at >= 0 && at + 1 < word.Length && parts++ < 16;)
        {
            var next = word.AsSpan(at + 1).IndexOfAny("=:,@");
            var end = next < 0 ? word.Length : at + 1 + next;
            if (parts == 1 && word[0] != '-' && Write(word[..at], scope) is { } before)
            {
                return before;
            }

            if (Write(word[(at + 1)..end], scope) is { } after)
            {
                return after;
            }

            at = next < 0 ? -1 : end;
        }

        return null;
    }
}
