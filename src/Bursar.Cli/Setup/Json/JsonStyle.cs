using System.Text;

namespace Bursar.Cli.Setup.Json;

/// <summary>How a file is laid out: what is added to it looks like what is there.</summary>
/// <param name="IsIndented">Elements stand on lines of their own.</param>
/// <param name="NewLine">The file's line end.</param>
/// <param name="Unit">One step of indentation.</param>
/// <param name="Colon">What stands between name and value.</param>
/// <param name="CommaSpace">What follows a comma on one line.</param>
internal sealed record JsonStyle(bool IsIndented, string NewLine, string Unit, string Colon, string CommaSpace)
{
    /// <summary>The style of a file that is not there yet: as the client writes its settings.</summary>
    public static JsonStyle Default { get; } = new(IsIndented: true, "\n", "  ", ": ", " ");

    public static JsonStyle Of(byte[] text, JsonSpan root)
    {
        var line = Array.IndexOf(text, (byte)'\n');
        var newLine = line > 0 && text[line - 1] == '\r' ? "\r\n" : "\n";
        if (root.Elements is not [var first, ..])
        {
            return Default with { NewLine = newLine };
        }

        var lead = Between(text, root.Start + 1, first.Start);
        var indent = IndentAfterLineEnd(lead);
        var colon = Between(text, first.NameEnd, first.Value.Start);
        colon = colon.Contains('\n', StringComparison.Ordinal) ? ": " : colon;
        var comma = root.Elements is [_, var second, ..] ? Between(text, first.End, second.Start).TrimStart(' ', '\t', '\r', '\n')[1..] : colon[(colon.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return new JsonStyle(indent is not null, newLine, indent is { Length: > 0 } ? indent : Default.Unit, colon, comma.Contains('\n', StringComparison.Ordinal) ? " " : comma);
    }

    /// <summary>The indentation of the line on which a byte stands.</summary>
    public static string IndentOfLine(byte[] text, int at)
    {
        var start = at == 0 ? 0 : Array.LastIndexOf(text, (byte)'\n', at - 1) + 1;
        start = start == 0 ? JsonSpans.BomLength(text) : start;
        var end = start;
        while (end < at && text[end] is (byte)' ' or (byte)'\t')
        {
            end++;
        }

        return Between(text, start, end);
    }

    /// <summary>What white space holds after its last line end, or null if it has none.</summary>
    public static string? IndentAfterLineEnd(string space) => space.LastIndexOf('\n') is >= 0 and var at ? space[(at + 1)..] : null;

    public static string Between(byte[] text, int start, int end) => Encoding.UTF8.GetString(text, start, end - start);
}
