namespace Bursar.Guard;

/// <summary>Git writes what some of its commands name, and reads what the others do.</summary>
internal static class GitCheck
{
    public static void Run(CommandCheck check, ReadOnlySpan<string> args)
    {
        var (cwd, before) = (check.State.Cwd, check.State.Before);
        while (args.Length > 0 && args[0] is ['-', ..] option)
        {
            if (option is "-C" && args.Length > 1)
            {
                check.State.Enter(args[1]);
            }

            var value = option.IndexOf('=', StringComparison.Ordinal);
            if (option.StartsWith("--work-tree=", StringComparison.Ordinal))
            {
                check.State.Enter(option[(value + 1)..]);
            }

            args = args[(args.Length > 1 && option is "-C" or "-c" or "--git-dir" or "--work-tree" or "--namespace" ? 2 : 1)..];
        }

        if (args.Length > 0)
        {
            Command(check, args[0], args[1..]);
        }

        (check.State.Cwd, check.State.Before) = (cwd, before);
    }

    private static void Command(CommandCheck check, string command, ReadOnlySpan<string> args)
    {
        var said = $"`git {command}`";
        switch (command)
        {
            case "checkout" or "restore" or "clean" or "stash" or "mv" or "apply" or "update-index" or "reset" or "read-tree" or "checkout-index" or "worktree" or "submodule" or "clone" or "init":
                check.Writes(said, check.State.Cwd);
                check.Writes(said, args);
                return;
            case "rm":
                foreach (var arg in args)
                {
                    check.Destroys(said, arg);
                }

                return;
            case "config":
                for (var i = 0; i < args.Length; i++)
                {
                    check.Writes(said, args[i] is "-f" or "--file" && i + 1 < args.Length ? args[i + 1] : args[i].StartsWith("--file=", StringComparison.Ordinal) ? args[i] : "");
                }

                return;
        }

        for (var i = 0; i < args.Length; i++)
        {
            check.Writes(said, args[i].StartsWith("--output", StringComparison.Ordinal) ? args[i] : i > 0 && args[i - 1] is "-o" or "--output" or "--output-directory" ? args[i] : "");
        }
    }
}
