using System.Text;

namespace Bursar.Cli.Setup;

/// <summary>Programs in the command lines of hooks, which the client gives to a shell.</summary>
internal static class ShellWord
{
    public const string HookName = "bursar-hook";

    /// <summary>A path as one word of a shell.</summary>
    public static string Quote(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // The client's shell on Windows is bash or PowerShell; both take forward slashes, and backslashes only one of them.
            path = path.Replace('\\', '/');
        }

        return path.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-+:@%,".Contains(letter, StringComparison.Ordinal)) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>Whether a hook's command starts Bursar's hook: by its file name, wherever it lies and whatever follows it.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="isProgram">The whole text is the program, because its arguments are given apart.</param>
    /// <param name="settings">Assignments before the program, such as <c>BURSAR_HOME=/tmp/x </c>, which stay when it is replaced.</param>
    public static bool IsHook(string command, bool isProgram, out string settings) => IsHook(command, isProgram, out settings, out _);

    /// <param name="command">The command line.</param>
    /// <param name="isProgram">The whole text is the program, because its arguments are given apart.</param>
    /// <param name="settings">Assignments before the program.</param>
    /// <param name="rest">What follows the program.</param>
    public static bool IsHook(string command, bool isProgram, out string settings, out string rest)
    {
        (settings, rest) = ("", "");
        if (isProgram)
        {
            return IsHookPath(command);
        }

        for (var at = 0; at < command.Length;)
        {
            var word = Read(command, ref at);
            if (IsHookPath(word))
            {
                rest = command[at..];
                return true;
            }

            if (!IsAssignment(word))
            {
                return false;
            }

            settings = command[..at];
        }

        return false;
    }

    /// <summary>Bursar's hook in a command line, as it is written there; null if it is not there.</summary>
    public static string? Hook(string command)
    {
        for (var at = 0; at < command.Length;)
        {
            var word = Read(command, ref at);
            if (IsHookPath(word) || !IsAssignment(word))
            {
                return IsHookPath(word) ? word : null;
            }
        }

        return null;
    }

    private static bool IsHookPath(string program)
    {
        var name = program[(program.LastIndexOfAny(['/', '\\']) + 1)..];
        return name == HookName || name.Equals(HookName + ".exe", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsAssignment(string word)
    {
        var name = word.Split('=', 2)[0];
        return name.Length > 0 && name.Length < word.Length && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
    }

    /// <summary>The next word without its quotes; <paramref name="at"/> moves to the word after it.</summary>
    private static string Read(string command, ref int at)
    {
        var word = new StringBuilder();
        char? quote = null;
        for (; at < command.Length && (quote is not null || !char.IsWhiteSpace(command[at]) || word.Length == 0); at++)
        {
            var letter = command[at];
            if (quote is null && char.IsWhiteSpace(letter))
            {
                continue;
            }

            if (letter == quote)
            {
                quote = null;
            }
            else if (quote is null && letter is '"' or '\'')
            {
                quote = letter;
            }
            else if (letter == '\\' && quote != '\'' && at + 1 < command.Length && command[at + 1] is ' ' or '"' or '\'' or '\\' or '$')
            {
                word.Append(command[++at]);
            }
            else
            {
                word.Append(letter);
            }
        }

        while (at < command.Length && char.IsWhiteSpace(command[at]))
        {
            at++;
        }

        return word.ToString();
    }
}
