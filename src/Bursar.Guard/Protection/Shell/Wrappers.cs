namespace Bursar.Guard.Protection.Shell;

/// <summary>Programs that run the command which follows them: <c>sudo</c>, <c>env</c>, <c>timeout</c> and their kin.</summary>
internal static class Wrappers
{
    /// <returns>Null for a program that is no wrapper; otherwise the command in it, or a script; neither when there is none.</returns>
    public static (ShellCall? Call, string? Script)? Unwrap(ShellCall call)
    {
        if (Options(call.Name) is not { } options)
        {
            return null;
        }

        var (valued, operands) = options;
        var scope = call.Scope;
        var i = 1;
        for (; i < call.Words.Count; i++)
        {
            var word = call.Words[i];
            if (call.Name is "command" && word is "-v" or "-V")
            {
                call.Output.AddRange(call.Words.Skip(i + 1));
                return (null, null);
            }

            if (call.Name is "env" && (word is "-S" or "--split-string" || word.StartsWith("-S", StringComparison.Ordinal) || word.StartsWith("--split-string=", StringComparison.Ordinal)))
            {
                var glued = word is "-S" or "--split-string" ? "" : word[(word[1] == 'S' ? 2 : "--split-string=".Length)..];
                return (null, Mark.Plain(string.Join(' ', call.Words.Skip(i + 1).Prepend(glued))));
            }

            if (call.Name is "flock" && word is "-c" && i + 1 < call.Words.Count)
            {
                return (null, Mark.Plain(call.Words[i + 1]));
            }

            if (word == "--")
            {
                i++;
                break;
            }

            if (word is ['-', _, ..])
            {
                if (word is "-C" or "--chdir" or "-D" && call.Name is "env" or "sudo" && i + 1 < call.Words.Count)
                {
                    var target = call.Words[i + 1];
                    scope = ReferenceEquals(scope, call.Scope) ? scope.Inner() : scope;
                    scope.Enter([.. scope.Folders.Select(folder => PathText.Normal(PathText.Join(folder, target, null), folder))]);
                }

                i += Array.IndexOf(valued, word) >= 0 ? 1 : 0;
            }
            else if (call.Name is "env" or "sudo" or "doas" && word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                scope = ReferenceEquals(scope, call.Scope) ? scope.Inner() : scope;
                scope.Assign(word[..equals], [word[(equals + 1)..]]);
            }
            else if (operands > 0)
            {
                operands--;
            }
            else
            {
                break;
            }
        }

        return (i < call.Words.Count ? call.With(call.Words.Skip(i)) with { Scope = scope } : null, null);
    }

    /// <summary>The options that take a value, and how many words come before the command.</summary>
    private static (string[] Valued, int Operands)? Options(string name) => name switch
    {
        "sudo" or "doas" => (["-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "-U", "-r", "-t", "--user", "--group", "--chdir"], 0),
        "env" => (["-u", "-C", "--unset", "--chdir"], 0),
        "exec" => (["-a"], 0),
        "command" or "builtin" or "nohup" or "setsid" or "unbuffer" or "chronic" or "winpty" or "busybox" or "toybox" or "catchsegv" or "then" or "time" or "gtime" or "nocorrect" or "noglob" => (["-o", "-f"], 0),
        "nice" or "gnice" => (["-n", "--adjustment"], 0),
        "ionice" => (["-c", "-n", "-p"], 0),
        "stdbuf" => (["-i", "-o", "-e"], 0),
        "timeout" or "gtimeout" => (["-s", "-k", "--signal", "--kill-after"], 1),
        "npx" or "bunx" or "pnpx" => (["-p", "--package"], 0),
        "strace" or "ltrace" => (["-o", "-e", "-p", "-s", "-u"], 0),
        "caffeinate" => (["-t", "-w"], 0),
        "xvfb-run" => (["-n", "-s", "-e", "-f"], 0),
        "taskset" or "chrt" or "chroot" => (["-p"], 1),
        "flock" => (["-w", "-E", "--timeout"], 1),
        _ => null,
    };
}
