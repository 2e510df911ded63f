using Spectre.Console;

namespace Bursar.Cli.Rendering;

internal enum SheetForm
{
    Table,
    Csv,
    Markdown,
}

internal static class SheetRenderer
{
    /// <summary>The least that a column of names can be squeezed to.</summary>
    private const int MinNameWidth = 16;

    public static void Render(Sheet sheet, SheetForm form, bool compact, Terminal terminal)
    {
        switch (form)
        {
            case SheetForm.Csv:
                Csv(sheet, terminal.Out);
                break;
            case SheetForm.Markdown:
                Markdown(sheet, terminal.Out);
                break;
            default:
                Table(sheet, compact, terminal);
                break;
        }
    }

    private static void Table(Sheet sheet, bool compact, Terminal terminal)
    {
        var shown = Shown(sheet, compact, terminal.Width);
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var i in shown)
        {
            var column = new TableColumn(new Markup(Escaped(sheet.Columns[i].Title), new Style(decoration: Decoration.Bold)));
            column.NoWrap = !sheet.Columns[i].Wraps;
            column.Alignment = sheet.Columns[i].IsNumber ? Justify.Right : Justify.Left;
            table.AddColumn(column);
        }

        foreach (var row in sheet.Rows)
        {
            if (row.Kind == RowKind.Total)
            {
                table.AddEmptyRow();
            }

            table.AddRow(shown.Select(i => new Markup(Escaped(row.Cells[i].Text), StyleOf(row.Kind, i == shown[^1]))));
        }

        var console = terminal.Ansi();
        if (sheet.Title.Length > 0)
        {
            console.Write(new Markup(Escaped(sheet.Title), new Style(decoration: Decoration.Bold)));
            console.WriteLine();
        }

        console.Write(table);
        foreach (var note in sheet.Notes)
        {
            console.Write(new Markup(Escaped(note), new Style(Color.Yellow)));
            console.WriteLine();
        }
    }

    private static string Escaped(string text) => Markup.Escape(SafeWriter.Clean(text));

    /// <summary>Leaves out wide columns, one by one, until the others fit without breaking a number; the first says what a row is.</summary>
    private static int[] Shown(Sheet sheet, bool compact, int width)
    {
        var shown = Enumerable.Range(0, sheet.Columns.Count).Where(i => i == 0 || !compact || !sheet.Columns[i].IsWide).ToList();
        while (shown.Sum(Width) + 1 > width && shown.FindIndex(1, i => sheet.Columns[i].IsWide) is var widest and > 0)
        {
            shown.RemoveAt(widest);
        }

        return [.. shown];

        // Two spaces of padding and a border belong to each column.
        int Width(int i)
        {
            var longest = sheet.Rows.Select(row => row.Cells[i].Text.Length).Append(sheet.Columns[i].Title.Length).Max();
            return 3 + (sheet.Columns[i].Wraps ? Math.Min(longest, MinNameWidth) : longest);
        }
    }

    private static Style StyleOf(RowKind kind, bool isLast) => kind switch
    {
        RowKind.Total => new Style(Color.Yellow, decoration: Decoration.Bold),
        RowKind.Part => new Style(Color.Grey),
        RowKind.Marked => new Style(Color.Aqua, decoration: Decoration.Bold),
        _ => isLast ? new Style(Color.Green) : Style.Plain,
    };

    private static void Csv(Sheet sheet, TextWriter output)
    {
        output.WriteLine(string.Join(',', sheet.Columns.Select(column => Quote(column.Key))));
        foreach (var row in sheet.Rows.Where(row => row.Kind != RowKind.Total))
        {
            output.WriteLine(string.Join(',', row.Cells.Select(cell => Quote(cell.Raw))));
        }
    }

    private static string Quote(string value)
    {
        // A spreadsheet would run a text that begins like a formula.
        var safe = value.Length > 0 && value[0] is '=' or '+' or '@' ? "'" + value : value;
        return safe.AsSpan().IndexOfAny(",\"\n\r") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static void Markdown(Sheet sheet, TextWriter output)
    {
        output.WriteLine($"| {string.Join(" | ", sheet.Columns.Select(column => column.Title))} |");
        output.WriteLine($"| {string.Join(" | ", sheet.Columns.Select(column => column.IsNumber ? "---:" : "---"))} |");
        foreach (var row in sheet.Rows)
        {
            var cells = row.Cells.Select(cell => cell.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings("<br>"));
            output.WriteLine($"| {string.Join(" | ", row.Kind == RowKind.Total ? cells.Select(text => text.Length == 0 ? "" : $"**{text}**") : cells)} |");
        }

        foreach (var note in sheet.Notes)
        {
            output.WriteLine();
            output.WriteLine(note);
        }
    }
}
