using System.Text;

namespace Bursar.Guard.Protection.Shell;

/// <summary>
/// PowerShell, more coarsely than a POSIX shell: a statement that names a protected path is refused unless it begins with a
/// cmdlet that reads and redirects nothing.
/// </summary>
internal static class PowerShellCheck
{
    public static string? Refusal(string command, IReadOnlyList<string> folders, PathCheck paths)
    {
        foreach (var words in Statements(Mark.Clean(command), paths))
        {
            var name = ShellCall.NameOf(words[0]);
            if (name is "&" or "start-process" or "saps" && words.Count > 1)
            {
                words.RemoveAt(0);
                name = ShellCall.NameOf(words[0]);
            }

            if (name is "bursar" or "bursar.dll" && SelfService.Find(words.Skip(1)) is { } human)
            {
                return Refusals.Human(human);
            }

            if (name is "stop-process" or "spps" or "kill" or "taskkill" && words.Exists(word => word.Contains("bursar", StringComparison.OrdinalIgnoreCase)))
            {
                return Refusals.Kill;
            }

            var redirects = words.FindIndex(word => word is ">");
            if (Reads(name) && redirects < 0)
            {
                continue;
            }

            foreach (var word in words.Skip(Reads(name) ? redirects + 1 : 1))
            {
                if ((paths.Written(word, folders) ?? (Destroys(name) ? paths.Destroyed(word, folders) : null) ?? paths.InText(word, folders)) is { } path)
                {
                    return Refusals.Protected(path, paths.Home);
                }

                if (SelfService.InText(word) is { } inner)
                {
                    return inner;
                }
            }
        }

        return null;
    }

    private static bool Reads(string name) => Programs.Reads(name) || Programs.OnlySays(name) || name is
        "gc" or "gci" or "dir" or "sls" or "get-item" or "gi" or "get-itemproperty" or "resolve-path" or "split-path" or "join-path" or "get-filehash" or "compare-object" or "measure-object"
        or "write-host" or "write-output" or "convertfrom-json" or "format-hex" or "import-csv" or "get-location" or "set-location" or "sl" or "cd" or "bursar" or "git";

    private static bool Destroys(string name) => Programs.Destroys(name) || name is "ri" or "erase" or "move-item" or "mi" or "mv" or "move" or "rename-item" or "rni" or "ren" or "icacls";

    /// <summary>The words of each statement; quotes are taken off, variables of the environment put in.</summary>
    private static IEnumerable<List<string>> Statements(string command, PathCheck paths)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < command.Length; i++)
        {
            var c = command[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                _ = quote == '\0' ? word : word.Append(c);
                continue;
            }

            switch (c)
            {
                case '\'' or '"':
                    quote = c;
                    continue;
                case '`' when i + 1 < command.Length:
                    _ = command[++i] is '\n' ? word : word.Append(command[i]);
                    continue;
                case '>' or ' ' or '\t' or '\r' or ',':
                    Add(words, word, paths);
                    if (c == '>')
                    {
                        words.Add(">");
                    }

                    continue;
                case '{' or '}' when InVariable(command, i):
                    word.Append(c);
                    continue;
                case ';' or '|' or '\n' or '(' or ')' or '{' or '}' or '&':
                    Add(words, word, paths);
                    if (words.Count > 0)
                    {
                        yield return words;
                        words = [];
                    }

                    continue;
                default:
                    word.Append(c);
                    continue;
            }
        }

        Add(words, word, paths);
        if (words.Count > 0)
        {
            yield return words;
        }
    }

    /// <summary>Whether a brace belongs to <c>${env:NAME}</c>.</summary>
    private static bool InVariable(string command, int at) =>
        command[at] == '{' ? at > 0 && command[at - 1] == '$' : command.AsSpan(Math.Max(0, at - 64), Math.Min(at, 64)).LastIndexOf('{') is >= 0 and var open && InVariable(command, Math.Max(0, at - 64) + open);

    private static void Add(List<string> words, StringBuilder word, PathCheck paths)
    {
        if (word.Length == 0)
        {
            return;
        }

        var text = word.ToString();
        word.Clear();
        text = text.StartsWith("${env:", StringComparison.OrdinalIgnoreCase) && text.IndexOf('}', StringComparison.Ordinal) is > 0 and var close ? $"$env:{text[6..close]}{text[(close + 1)..]}" : text;
        if (text.StartsWith("$env:", StringComparison.OrdinalIgnoreCase))
        {
            var end = text.AsSpan().IndexOfAny('/', '\\');
            end = end < 0 ? text.Length : end;
            text = (paths.Variables(text[5..end]) ?? (text[5..end].Equals("USERPROFILE", StringComparison.OrdinalIgnoreCase) ? paths.Home : null) ?? Mark.UnknownText) + text[end..];
        }
        else if (text.StartsWith("$HOME", StringComparison.OrdinalIgnoreCase) && paths.Home is { } home)
        {
            text = home + text[5..];
        }
        else if (text is ['$', ..] && text.AsSpan().IndexOfAny('/', '\\') is > 0 and var slash)
        {
            text = Mark.UnknownText + text[slash..];
        }

        words.Add(text.Replace('*', Mark.Any).Replace('?', Mark.One).Replace('\\', '/'));
    }
}
