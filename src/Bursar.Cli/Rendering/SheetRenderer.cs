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
    private const int StackPadding = 2;

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
        var console = terminal.Ansi();
        if (sheet.Title.Length > 0)
        {
            console.Write(new Markup(Escaped(sheet.Title), new Style(decoration: Decoration.Bold)));
            console.WriteLine();
        }

        var layout = SheetLayout.Of(sheet, compact, terminal.Width);
        if (layout.Fits)
        {
            console.Write(AsTable(sheet, layout));
        }
        else
        {
            Stack(sheet, layout, console);
        }

        foreach (var note in sheet.Notes)
        {
            console.Write(new Markup(Escaped(note), new Style(Color.Yellow)));
            console.WriteLine();
        }
    }

    private static Table AsTable(Sheet sheet, SheetLayout layout)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var (i, width) in layout.Columns)
        {
            var column = new TableColumn(new Markup(Escaped(sheet.Columns[i].Title), new Style(decoration: Decoration.Bold)));
            column.Width = width;
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

            table.AddRow(layout.Columns.Select(column => new Markup(Escaped(row.Cells[column.Index].Text), StyleOf(row.Kind, column == layout.Columns[^1]))));
        }

        return table;
    }

    /// <summary>A terminal too narrow for the table: what a row has goes below each other, so that no number is broken.</summary>
    private static void Stack(Sheet sheet, SheetLayout layout, IAnsiConsole console)
    {
        var values = layout.Columns.Skip(1).Select(column => column.Index).ToList();
        var titles = values.Count == 0 ? 0 : values.Max(i => sheet.Columns[i].Title.Length) + (2 * StackPadding);
        var besideEachOther = values.Where(i => sheet.Columns[i].IsNumber).All(i => sheet.Rows.All(row => titles + row.Cells[i].Text.Length <= console.Profile.Width));
        foreach (var row in sheet.Rows)
        {
            console.Write(new Markup(Escaped(row.Cells[0].Text), StyleOf(row.Kind, isLast: false).Combine(new Style(decoration: Decoration.Bold))));
            console.WriteLine();
            if (!besideEachOther)
            {
                foreach (var i in values.Where(i => row.Cells[i].Text.Length > 0))
                {
                    console.Write(new Markup($"{Escaped(sheet.Columns[i].Title)}: {Escaped(row.Cells[i].Text)}", StyleOf(row.Kind, i == values[^1])));
                    console.WriteLine();
                }

                continue;
            }

            var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(StackPadding, 0, StackPadding, 0) }).AddColumn(new GridColumn { Padding = new Padding(0) });
            foreach (var i in values.Where(i => row.Cells[i].Text.Length > 0))
            {
                grid.AddRow(new Markup(Escaped(sheet.Columns[i].Title)), new Markup(Escaped(row.Cells[i].Text), StyleOf(row.Kind, i == values[^1])));
            }

            console.Write(grid);
        }
    }

    private static string Escaped(string text) => Markup.Escape(SafeWriter.Line(text));

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
