namespace Bursar.Guard.StatusLine;

/// <summary>A part of a template: a text as it is, or a field's name.</summary>
internal readonly record struct TemplatePart(string Text, bool IsField);

/// <summary>Parts that are shown together or not at all, and the separator before them.</summary>
internal sealed record TemplateGroup(string Separator, IReadOnlyList<TemplatePart> Parts);

/// <summary>
/// The layout of a status line: texts and fields in braces, in groups that are separated by <c>·</c>, <c>|</c>, <c>•</c> or <c>│</c>
/// between spaces. A group one of whose fields has nothing to say is left out, its separator with it.
/// </summary>
public sealed class StatusTemplate
{
    public const string DefaultText = "{model} · {session} · {today} today · {left} · {burn}/h · {context} context · 5h {fiveHour} · 7d {sevenDay}";

    private const string Separators = "·|•│";

    private StatusTemplate(IReadOnlyList<TemplateGroup> groups) => Groups = groups;

    public static StatusTemplate Default { get; } = Parse(DefaultText);

    internal IReadOnlyList<TemplateGroup> Groups { get; }

    /// <summary>Names in braces that are no fields; they are shown as they stand.</summary>
    public IReadOnlyList<string> Unknown => [.. Groups.SelectMany(group => group.Parts).Where(part => part.IsField && !StatusFields.All.Contains(part.Text, StringComparer.Ordinal)).Select(part => part.Text).Distinct(StringComparer.Ordinal)];

    public static StatusTemplate Parse(string text)
    {
        var groups = new List<TemplateGroup>();
        text = DisplayText.Clean(text);
        var separator = "";
        var start = 0;
        for (var i = 1; i + 1 < text.Length; i++)
        {
            if (text[i - 1] == ' ' && text[i + 1] == ' ' && i - 1 >= start && Separators.Contains(text[i], StringComparison.Ordinal))
            {
                groups.Add(new TemplateGroup(separator, Parts(text[start..(i - 1)])));
                separator = text[(i - 1)..(i + 2)];
                start = i + 2;
            }
        }

        groups.Add(new TemplateGroup(separator, Parts(text[Math.Min(start, text.Length)..])));
        return new StatusTemplate(groups);
    }

    private static List<TemplatePart> Parts(string text)
    {
        var parts = new List<TemplatePart>();
        while (text.Length > 0)
        {
            var open = text.IndexOf('{', StringComparison.Ordinal);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0)
            {
                parts.Add(new TemplatePart(text, IsField: false));
                break;
            }

            // The innermost brace counts: `{ {model}` is a text and a field.
            open = text.LastIndexOf('{', close);
            if (open > 0)
            {
                parts.Add(new TemplatePart(text[..open], IsField: false));
            }

            parts.Add(new TemplatePart(text[(open + 1)..close], IsField: true));
            text = text[(close + 1)..];
        }

        return parts;
    }
}
