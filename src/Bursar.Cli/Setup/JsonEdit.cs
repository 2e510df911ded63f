using System.Text;

namespace Bursar.Cli.Setup;

/// <summary>Puts members and items into a JSON text and takes them out again, in the text's own style.</summary>
internal static class JsonEdit
{
    /// <summary>Adds at the end of an object or array.</summary>
    /// <param name="json">The whole text.</param>
    /// <param name="container">Where to add.</param>
    /// <param name="first">Where its first member or item begins; null when it is empty.</param>
    /// <param name="last">Where its last one ends.</param>
    /// <param name="text">What to add; a line end in it stands for the text's own line end and indentation.</param>
    public static byte[] Append(byte[] json, JsonSpan container, int? first, int? last, string text)
    {
        var style = JsonStyle.Of(json, container, first);
        var inner = style.Apply(text);
        return last is { } end
            ? Replace(json, end, end, "," + style.BeforeItem + inner)
            : Replace(json, container.Start + 1, container.End - 1, style.BeforeItem + inner + style.BeforeEnd);
    }

    public static byte[] AppendMember(byte[] json, JsonSpan target, string name, string value) =>
        Append(json, target, target.Members is [var first, ..] ? first.Start : null, target.Members is [.., var last] ? last.Value.End : null, $"\"{name}\": {value}");

    public static byte[] AppendItem(byte[] json, JsonSpan array, string value) =>
        Append(json, array, array.Items is [var first, ..] ? first.Start : null, array.Items is [.., var last] ? last.End : null, value);

    public static byte[] RemoveMember(byte[] json, JsonSpan target, JsonMember member)
    {
        var i = target.Members.IndexOf(member);
        return Remove(json, target, member.Start, member.Value.End, i > 0 ? target.Members[i - 1].Value.End : null, i + 1 < target.Members.Count ? target.Members[i + 1].Start : null);
    }

    public static byte[] RemoveItem(byte[] json, JsonSpan array, JsonSpan item)
    {
        var i = array.Items.IndexOf(item);
        return Remove(json, array, item.Start, item.End, i > 0 ? array.Items[i - 1].End : null, i + 1 < array.Items.Count ? array.Items[i + 1].Start : null);
    }

    public static byte[] Replace(byte[] json, int start, int end, string text) => [.. json[..start], .. Encoding.UTF8.GetBytes(text), .. json[end..]];

    /// <summary>What follows the first one moves into its place; every other one goes with the comma before it.</summary>
    private static byte[] Remove(byte[] json, JsonSpan container, int start, int end, int? previousEnd, int? nextStart) =>
        previousEnd is { } before ? Replace(json, before, end, "")
        : nextStart is { } next ? Replace(json, start, next, "")
        : Replace(json, container.Start + 1, container.End - 1, "");
}

/// <summary>How a text sets its lines.</summary>
/// <param name="BeforeItem">What stands before each member or item of the container.</param>
/// <param name="BeforeEnd">What stands before the container's closing bracket.</param>
/// <param name="LineEnd">Null when the text is on one line.</param>
/// <param name="Unit">One step of indentation.</param>
/// <param name="Indent">The indentation of the container's members.</param>
internal sealed record JsonStyle(string BeforeItem, string BeforeEnd, string? LineEnd, string Unit, string Indent)
{
    private const string DefaultUnit = "  ";

    public static JsonStyle Of(byte[] json, JsonSpan container, int? first)
    {
        var text = Encoding.UTF8.GetString(json);
        var lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : text.Contains('\n', StringComparison.Ordinal) ? "\n" : null;
        var isOnOneLine = first is { } start && json.AsSpan(container.Start, start - container.Start).IndexOf((byte)'\n') < 0;
        if (lineEnd is null || isOnOneLine)
        {
            var space = first is { } at ? Encoding.UTF8.GetString(json, container.Start + 1, at - container.Start - 1) : "";
            return new JsonStyle(space, space, null, "", "");
        }

        var unit = UnitOf(text);
        var outer = IndentOfLine(json, container.Start);
        var indent = first is { } begins ? IndentOfLine(json, begins) : outer + unit;
        return new JsonStyle(lineEnd + indent, lineEnd + outer, lineEnd, unit, indent);
    }

    /// <summary>Sets a text of several lines, indented by tabs, into the container.</summary>
    public string Apply(string text)
    {
        var lines = text.Split('\n');
        return LineEnd is null
            ? string.Concat(lines.Select((line, i) => i > 0 && lines[i - 1].EndsWith(',') ? " " + line.TrimStart('\t') : line.TrimStart('\t')))
            : string.Join(LineEnd + Indent, lines.Select(line => string.Concat(Enumerable.Repeat(Unit, line.Length - line.TrimStart('\t').Length)) + line.TrimStart('\t')));
    }

    /// <summary>The first indented line shows one step.</summary>
    private static string UnitOf(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var indent = line[..(line.Length - line.TrimStart(' ', '\t').Length)];
            if (indent.Length > 0 && line.Trim().Length > 0)
            {
                return indent;
            }
        }

        return DefaultUnit;
    }

    private static string IndentOfLine(byte[] json, int at)
    {
        var start = json.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        var end = start;
        while (end < json.Length && json[end] is (byte)' ' or (byte)'\t')
        {
            end++;
        }

        return Encoding.UTF8.GetString(json, start, Math.Min(end, at) - start);
    }
}
