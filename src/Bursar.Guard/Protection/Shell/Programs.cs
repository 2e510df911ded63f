using System.Collections.Frozen;

namespace Bursar.Guard;

/// <summary>What is known of programs by their name. Whatever is in none of these lists may write what it names.</summary>
internal static class Programs
{
    private static readonly FrozenSet<string> Keywords = Set("if then else elif fi while until do done { } ! time coproc esac");

    /// <summary>They read what they name; what they print goes where the shell sends it.</summary>
    private static readonly FrozenSet<string> Readers = Set(
        "cat tac nl less more head tail grep egrep fgrep zgrep rg ag ack jq gron ls ll la tree eza exa du df stat wc file diff cmp comm colordiff delta "
        + "sha1sum sha224sum sha256sum sha384sum sha512sum shasum md5sum md5 b2sum cksum sum test [ [[ pwd realpath readlink basename dirname "
        + "strings od hexdump base64 base32 cut tr fold fmt paste join column rev bat batcat zcat lsof fuser lsattr getfacl namei which whereis type hash "
        + "true false : sleep wait date whoami id hostname uname history tput exit return break continue shift unset read mapfile readarray "
        + "let umask ulimit jobs fg bg disown getopts times printenv pgrep pidof ps top "
        + "get-content gc get-childitem gci dir test-path select-string sls get-item gi get-filehash resolve-path convertfrom-json measure-object where-object");

    /// <summary>What they name is text, or an option for the shell.</summary>
    private static readonly FrozenSet<string> Speakers = Set("echo printf write-output write-host write-error set shopt complete bind");

    /// <summary>They take what they name away, or lock it: a folder above something protected is enough.</summary>
    private static readonly FrozenSet<string> Destroyers = Set(
        "rm rmdir unlink shred srm trash trash-put chmod chown chgrp chattr chflags setfacl rename rimraf "
        + "remove-item ri del erase rd move-item mi rename-item rni");

    private static readonly FrozenSet<string> Shells = Set("sh bash zsh dash ksh fish ash rbash mksh pwsh powershell cmd");

    private static readonly FrozenSet<string> Interpreters = Set("python python2 python3 pypy3 node nodejs deno bun tsx ruby perl php lua luajit osascript rscript tclsh groovy jshell");

    /// <summary>Programs that run the text of a word as a command, elsewhere or later.</summary>
    private static readonly FrozenSet<string> Carriers = Set("tmux screen watch script su at batch crontab expect parallel concurrently runuser entr hyperfine");

    /// <summary>Programs that run the rest of their words: their options that take a value, and how many words come before the command.</summary>
    private static readonly FrozenDictionary<string, (string Options, int Operands)> Wrappers = new Dictionary<string, (string, int)>(StringComparer.Ordinal)
    {
        ["sudo"] = ("-u -g -h -p -C -r -t -U -D -R -T --user --group --chdir --prompt", 0),
        ["doas"] = ("-u -C", 0),
        ["env"] = ("-u -C --unset --chdir", 0),
        ["command"] = ("", 0),
        ["builtin"] = ("", 0),
        ["exec"] = ("-a", 0),
        ["nohup"] = ("", 0),
        ["time"] = ("-f -o --format --output", 0),
        ["nice"] = ("-n --adjustment", 0),
        ["ionice"] = ("-c -n -p --class --classdata", 0),
        ["stdbuf"] = ("-i -o -e", 0),
        ["setsid"] = ("", 0),
        ["timeout"] = ("-s -k --signal --kill-after", 1),
        ["gtimeout"] = ("-s -k --signal --kill-after", 1),
        ["taskset"] = ("", 1),
        ["chrt"] = ("", 1),
        ["flock"] = ("-w -E --timeout", 1),
        ["strace"] = ("-e -o -p -s -u", 0),
        ["ltrace"] = ("-e -o -p -s -u", 0),
        ["unbuffer"] = ("", 0),
        ["caffeinate"] = ("-t -w", 0),
        ["systemd-run"] = ("-p -u --unit --property", 0),
        ["chronic"] = ("", 0),
        ["xvfb-run"] = ("", 0),
        ["busybox"] = ("", 0),
        ["noglob"] = ("", 0),
        ["npx"] = ("-p --package", 0),
        ["bunx"] = ("-p --package", 0),
        ["start-process"] = ("", 0),
        ["&"] = ("", 0),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool IsKeyword(string word) => Keywords.Contains(word);

    public static bool IsReader(string name) => Readers.Contains(name);

    public static bool IsSpeaker(string name) => Speakers.Contains(name);

    public static bool IsDestroyer(string name) => Destroyers.Contains(name);

    public static bool IsShell(string name) => Shells.Contains(name);

    public static bool IsInterpreter(string name) => Interpreters.Contains(name) || name.StartsWith("python3.", StringComparison.Ordinal);

    public static bool IsCarrier(string name) => Carriers.Contains(name);

    public static (string Options, int Operands)? Wrapper(string name) => Wrappers.TryGetValue(name, out var wrapper) ? wrapper : null;

    /// <summary>The name of the program that a word runs, without folder, ending and escapes.</summary>
    public static string Name(string word, bool ignoresCase)
    {
        var name = word[(word.LastIndexOfAny(['/', '\\']) + 1)..];
        name = name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        return ignoresCase ? name.ToLowerInvariant() : name;
    }

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
