namespace Bursar.Guard;

/// <summary>Copying reads its sources and writes its destination; moving and linking touch both.</summary>
internal static class CopyCheck
{
    public static void Run(CommandCheck check, string name, ReadOnlySpan<string> args)
    {
        var said = $"`{name}`";
        var operands = new List<string>();
        string? target = null;
        bool deletes = false, takes = name is "mv" or "gmv", makesFolders = false;
        for (var i = 0; i < args.Length; i++)
        {
            var arg = args[i];
            if (arg is "-t" or "--target-directory" && i + 1 < args.Length && name is not ("rsync" or "scp"))
            {
                target = args[++i];
            }
            else if (arg.StartsWith("--target-directory=", StringComparison.Ordinal))
            {
                target = arg[19..];
            }
            else if (arg is ['-', _, ..])
            {
                deletes |= arg.StartsWith("--del", StringComparison.Ordinal);
                takes |= arg is "--remove-source-files";
                makesFolders |= name is "install" && arg is "-d" or "--directory";
            }
            else
            {
                operands.Add(arg);
            }
        }

        if (target is null && operands is [.., var last])
        {
            // With one operand, ln makes the link here.
            target = operands.Count == 1 ? "." : last;
            operands.RemoveRange(operands.Count - 1, operands.Count == 1 ? 0 : 1);
        }

        Judge(check, said, operands, target ?? "", (deletes, takes, IsLink: name is "ln", makesFolders));
    }

    private static void Judge(CommandCheck check, string said, List<string> sources, string target, (bool Deletes, bool Takes, bool IsLink, bool MakesFolders) how)
    {
        if (how.Deletes)
        {
            check.Destroys(said, target);
        }

        check.Writes(said, target);
        foreach (var source in sources)
        {
            if (how.Takes)
            {
                check.Destroys(said, source);
            }
            else if (how.IsLink || how.MakesFolders)
            {
                check.Writes(said, source);
            }

            if (check.State.Refusal is null && check.State.Targets.Overwritten(source, target, check.State.Cwd) is { } entry)
            {
                check.State.Refuse(Refusals.Write(said, entry, check.State.Targets));
            }
        }
    }
}
