using System.Text;

namespace Bursar.Cli.Dashboards;

/// <summary>Names that users chose, in GitHub's Markdown and in Mermaid: they show as they are, and do nothing.</summary>
internal static class MarkdownText
{
    /// <summary>Names are folders and ids; more of one than this tells nobody anything.</summary>
    private const int Longest = 80;

    /// <summary>A name in a table's cell.</summary>
    public static string Name(string name) => Escape(Cut(name));

    /// <summary>A text in a cell or a sentence.</summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length + 8);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            at += rune.Utf16SequenceLength;
            if (rune.Value is '&' or '<' or '>' or '@' or '#' || (rune.Value is ':' && text.AsSpan(at).StartsWith("//")))
            {
                // What a backslash does not take away from links, mentions and tags.
                safe.Append("&#").Append(rune.Value).Append(';');
            }
            else if (rune.IsAscii && char.IsPunctuation((char)rune.Value) is var isMark && (isMark || rune.Value is '$' or '|' or '`' or '~' or '^' or '+' or '=') && rune.Value is not ('-' or '.' or ',' or '/' or '(' or ')' or '%' or '\'' or '"' or ';' or '?' or ':'))
            {
                safe.Append('\\').Append(rune);
            }
            else
            {
                safe.Append(IsShown(rune) ? rune.ToString() : " ");
            }
        }

        return safe.ToString();
    }

    /// <summary>A text between the quotes of a Mermaid label.</summary>
    public static string Label(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in Cut(text).EnumerateRunes())
        {
            safe.Append(Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '-' or '_' or '.' or '/' or '(' or ')' or '$' ? rune.ToString() : " ");
        }

        return safe.ToString().Trim() is { Length: > 0 } label ? label : "?";
    }

    private static string Cut(string text) => text.Length <= Longest ? text : string.Concat("…", text.AsSpan(text.Length - Longest + 1));

    /// <summary>Control characters, and those that turn the direction of what follows, would change more than their own place.</summary>
    private static bool IsShown(Rune rune) => !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator);
}
