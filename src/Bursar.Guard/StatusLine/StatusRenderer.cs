using System.Text;

namespace Bursar.Guard.StatusLine;

/// <summary>Lays fields out by a template, in the width there is.</summary>
/// <param name="width">Columns; null when it is not known, and then nothing is left out.</param>
internal sealed class StatusRenderer(StatusTemplate template, bool hasColor, int? width)
{
    /// <summary>What is printed when there is nothing to say.</summary>
    public const string Nothing = "bursar";

    /// <summary>One line, never empty.</summary>
    public string Render(StatusFields fields)
    {
        var groups = Groups(fields);
        while (groups.Count > 1 && width < Width(groups))
        {
            groups.Remove(groups.MaxBy(group => group.Rank)!);
        }

        if (groups.TrueForAll(group => string.IsNullOrWhiteSpace(group.Text)))
        {
            return Fit(fields.Find("model")?.Text ?? Nothing);
        }

        if (width < Width(groups))
        {
            return Fit(groups[0].Text);
        }

        var line = new StringBuilder();
        foreach (var group in groups)
        {
            line.Append(line.Length > 0 ? group.Separator : "");
            foreach (var part in group.Parts)
            {
                Append(line, part);
            }
        }

        return line.ToString();
    }

    /// <summary>The groups all of whose fields have something to say.</summary>
    private List<Group> Groups(StatusFields fields)
    {
        var shown = new List<Group>();
        foreach (var group in template.Groups)
        {
            var rank = StatusFields.All.Length;
            var parts = new List<StatusField>();
            foreach (var part in group.Parts)
            {
                var place = part.IsField ? StatusFields.PlaceOf(part.Text) : -1;
                if (place < 0)
                {
                    // A name that is no field is shown as it stands, so that whoever wrote it sees it.
                    parts.Add(new StatusField(part.IsField ? $"{{{part.Text}}}" : part.Text, Tone.Plain));
                }
                else if (fields.Find(part.Text) is { } field)
                {
                    parts.Add(field);
                    rank = Math.Min(rank, place);
                }
                else
                {
                    parts.Clear();
                    break;
                }
            }

            if (parts.Count > 0)
            {
                shown.Add(new Group(group.Separator, parts, rank));
            }
        }

        return shown;
    }

    private string Fit(string text) => width is { } columns ? DisplayText.Cut(text, columns) : text;

    private static int Width(List<Group> groups) => groups.Select((group, i) => (i > 0 ? DisplayText.Width(group.Separator) : 0) + DisplayText.Width(group.Text)).Sum();

    private void Append(StringBuilder line, StatusField field)
    {
        var code = !hasColor ? null : field.Tone switch
        {
            Tone.Calm => "32",
            Tone.Near => "33",
            Tone.Close => "31",
            Tone.Reached => "1;31",
            _ => null,
        };
        line.Append(code is null ? field.Text : $"\e[{code}m{field.Text}\e[0m");
    }

    /// <param name="Rank">The place of its most important field; the largest goes first.</param>
    private sealed record Group(string Separator, IReadOnlyList<StatusField> Parts, int Rank)
    {
        public string Text { get; } = string.Concat(Parts.Select(part => part.Text));
    }
}
