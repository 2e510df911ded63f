namespace Bursar.Guard.Protection.Shell;

/// <summary>What programs do with the paths that they are given. One that is not known is taken to write.</summary>
internal static class Programs
{
    /// <summary>Whether it only reads the files it is given, whatever its options (but see <see cref="OutputOption"/>).</summary>
    public static bool Reads(string name) => name is
        "cat" or "less" or "more" or "head" or "tail" or "grep" or "egrep" or "fgrep" or "zgrep" or "rg" or "ag" or "ack" or "jq" or "ls" or "exa" or "eza" or "ll"
        or "stat" or "wc" or "file" or "diff" or "cmp" or "comm" or "colordiff" or "delta" or "sdiff" or "sum" or "cksum" or "md5sum" or "md5" or "shasum" or "sha1sum"
        or "sha224sum" or "sha256sum" or "sha384sum" or "sha512sum" or "b2sum" or "test" or "[" or "[[" or "cut" or "tr" or "nl" or "od" or "hexdump" or "strings" or "ldd" or "nm" or "objdump" or "readelf"
        or "column" or "fold" or "fmt" or "tac" or "rev" or "paste" or "join" or "base64" or "zcat" or "bat" or "batcat" or "tree" or "du" or "df" or "realpath"
        or "readlink" or "dirname" or "basename" or "which" or "whereis" or "type" or "namei" or "getfacl" or "lsattr" or "locate" or "expand" or "unexpand"
        or "seq" or "date" or "id" or "whoami" or "hostname" or "uname" or "sleep" or "wait" or "jobs" or "ps" or "pgrep" or "pidof" or "lsof" or "source" or "."
        or "sort" or "shuf" or "iconv" or "mktemp" or "get-content" or "get-childitem" or "select-string" or "test-path";

    /// <summary>Whether its arguments are words and no files.</summary>
    public static bool OnlySays(string name) => name is
        "echo" or "printf" or "true" or "false" or ":" or "man" or "help" or "history" or "shopt" or "shift" or "return" or "exit" or "break" or "continue"
        or "umask" or "ulimit" or "hash" or "unset" or "getopts" or "let" or "expr" or "bc" or "say" or "notify-send" or "logger" or "cowsay" or "figlet" or "for" or "select" or "case" or "in";

    /// <summary>Whether it works on the shell that runs it.</summary>
    public static bool ChangesShell(string name) => name is
        "cd" or "pushd" or "popd" or "read" or "mapfile" or "readarray" or "export" or "declare" or "local" or "typeset" or "readonly" or "eval" or "builtin" or "command" or "set";

    /// <summary>Whether it harms what lies in a folder that it is given.</summary>
    public static bool Destroys(string name) => name is
        "rm" or "unlink" or "shred" or "srm" or "wipe" or "chmod" or "chown" or "chgrp" or "chattr" or "setfacl" or "chcon" or "trash" or "trash-put" or "rimraf"
        or "del-cli" or "mount" or "umount" or "remove-item" or "rd" or "del";

    /// <summary>Whether its input comes out again, as far as names in it matter.</summary>
    public static bool IsFilter(string name) => name is
        "grep" or "egrep" or "rg" or "sort" or "uniq" or "head" or "tail" or "awk" or "gawk" or "mawk" or "sed" or "cut" or "tr" or "tee" or "cat" or "xargs" or "shuf" or "tac" or "column" or "read" or "parallel";

    /// <summary>Whether the files it is given come out as names.</summary>
    public static bool Lists(string name) => name is "ls" or "which" or "whereis" or "type" or "realpath" or "readlink" or "grep" or "egrep" or "rg" or "fd" or "fdfind" or "locate" or "pgrep" or "pidof" or "tree" or "du" or "git" or "exa" or "eza";

    /// <summary>Whether it runs program text that it is given after an option such as <c>-c</c> or <c>-e</c>, or on its input.</summary>
    public static bool Interprets(string name) =>
        name is "node" or "nodejs" or "ruby" or "perl" or "php" or "deno" or "bun" or "lua" or "osascript" or "rscript" or "crontab" or "ts-node" or "tsx" or "tclsh" or "gdb" or "ed" or "ex" or "vi" or "vim" or "nvim" or "emacs" or "patch" or "pypy" or "pypy3" or "ipython"
        || (name.StartsWith("python", StringComparison.Ordinal) && name.AsSpan(6).TrimEnd("0123456789.w").IsEmpty);

    public static bool IsShell(string name) => name is "bash" or "sh" or "zsh" or "dash" or "ksh" or "ash" or "fish" or "mksh" or "rbash" or "at" or "batch";

    public static bool IsPowerShell(string name) => name is "pwsh" or "powershell";

    /// <summary>Whether each argument may be a command line of its own.</summary>
    public static bool TakesCommands(string name) => name is "watch" or "tmux" or "screen" or "script" or "su" or "trap" or "alias" or "parallel" or "hyperfine" or "entr" or "concurrently" or "runuser" or "expect" or "systemd-run";

    /// <summary>The option of a reading program whose value is a file that it writes.</summary>
    public static string[] OutputOption(string name) => name switch
    {
        "sort" or "shuf" => ["-o", "--output"],
        "iconv" or "base64" => ["-o", "--output"],
        "tree" => ["-o"],
        "less" => ["-o", "-O", "--log-file", "--LOG-FILE"],
        "diff" => ["--output"],
        _ => [],
    };
}
