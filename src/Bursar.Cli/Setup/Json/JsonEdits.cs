using System.Text;

namespace Bursar.Cli.Setup.Json;

/// <summary>
/// Changes of a JSON file that leave every other byte as it is. Removing what was appended gives back the bytes from
/// before; only a container that was empty loses the white space inside.
/// </summary>
internal static class JsonEdits
{
    /// <summary>Adds an element behind the last one of an object or array, laid out as its neighbours are.</summary>
    /// <param name="text">The file.</param>
    /// <param name="style">The file's style.</param>
    /// <param name="container">The object or array.</param>
    /// <param name="name">The member's name, or null in an array.</param>
    /// <param name="value">The value.</param>
    public static byte[] Append(byte[] text, JsonStyle style, JsonSpan container, string? name, JsonText value)
    {
        string Written(string? indent) => (name is null ? "" : JsonText.Quote(name) + style.Colon) + value.Write(style, indent);

        if (container.Elements is not [.., var last])
        {
            var outer = JsonStyle.IndentOfLine(text, container.Start);
            var inner = outer + style.Unit;
            var content = style.IsIndented ? style.NewLine + inner + Written(inner) + style.NewLine + outer : Written(indent: null);
            return Replace(text, container.Start + 1, container.End - 1, content);
        }

        var lead = Lead(text, container);
        var added = JsonStyle.IndentAfterLineEnd(lead) is { } indent
            ? "," + style.NewLine + indent + Written(indent)
            : "," + (container.Elements.Count > 1 ? lead : style.CommaSpace) + Written(indent: null);
        return Replace(text, last.End, last.End, added);
    }

    /// <summary>Takes an element out together with the comma that it needed.</summary>
    public static byte[] Remove(byte[] text, JsonSpan container, JsonElementSpan element)
    {
        var at = container.Elements.IndexOf(element);
        return container.Elements.Count == 1 ? Replace(text, container.Start + 1, container.End - 1, "")
            : at > 0 ? Replace(text, container.Elements[at - 1].End, element.End, "")
            : Replace(text, element.Start, container.Elements[1].Start, "");
    }

    public static byte[] Replace(byte[] text, int start, int end, string by) => [.. text.AsSpan(0, start), .. Encoding.UTF8.GetBytes(by), .. text.AsSpan(end)];

    /// <summary>The white space before the last element.</summary>
    private static string Lead(byte[] text, JsonSpan container)
    {
        var end = container.Elements[^1].Start;
        var start = end;
        while (text[start - 1] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            start--;
        }

        return JsonStyle.Between(text, start, end);
    }
}
