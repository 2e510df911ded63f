namespace Bursar.Cli.Setup;

/// <summary>The command that settings hold for our hook.</summary>
internal static class HookCommandLine
{
    public const string Program = "bursar-hook";

    /// <summary>The client hands the command to a shell.</summary>
    public static string For(string program) => program.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '\\' or ':' or '.' or '-' or '_' or '+' or '~')
        ? program
        : OperatingSystem.IsWindows() ? $"\"{program}\"" : $"'{program.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Whether a command starts our hook, of whatever install, quoted or not, with whatever arguments.</summary>
    public static bool IsOurs(string command)
    {
        var text = command.Trim();
        var program = text is ['"' or '\'', ..] && text.IndexOf(text[0], 1) is var end and > 0 ? text[1..end]
            : text.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 ? text[..space]
            : text;
        var name = program[(program.LastIndexOfAny(['/', '\\']) + 1)..];
        return name is Program or Program + ".exe";
    }
}
