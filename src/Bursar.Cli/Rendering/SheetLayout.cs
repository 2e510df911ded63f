namespace Bursar.Cli.Rendering;

/// <summary>Which columns of a sheet a table of some width shows, and how wide each is, borders and padding apart.</summary>
/// <param name="Fits">Whether they fit without breaking a number.</param>
internal sealed record SheetLayout(IReadOnlyList<(int Index, int Width)> Columns, bool Fits)
{
    /// <summary>The least that a column of names can be squeezed to.</summary>
    private const int MinNameWidth = 16;

    /// <summary>Two spaces of padding and a border belong to each column.</summary>
    private const int Frame = 3;

    /// <summary>Leaves out wide columns, one by one, until the others fit; the first says what a row is.</summary>
    public static SheetLayout Of(Sheet sheet, bool compact, int width)
    {
        var longest = sheet.Columns.Select((column, i) => sheet.Rows.Select(row => row.Cells[i].Text).Append(column.Title).Max(WidthOf)).ToArray();
        var least = longest.Select((length, i) => sheet.Columns[i].Wraps ? Math.Min(length, MinNameWidth) : length).ToArray();
        var shown = Enumerable.Range(0, sheet.Columns.Count).Where(i => i == 0 || !compact || !sheet.Columns[i].IsWide).ToList();
        while (Sum(shown, least) > width && shown.FindIndex(1, i => sheet.Columns[i].IsWide) is var widest and > 0)
        {
            shown.RemoveAt(widest);
        }

        var widths = (int[])least.Clone();
        var left = width - Sum(shown, least);
        var wrapping = shown.Where(i => sheet.Columns[i].Wraps).OrderBy(i => longest[i]).ToList();
        for (var n = 0; n < wrapping.Count && left > 0; n++)
        {
            // The shorter names take what they need, the longer ones share what is left.
            var i = wrapping[n];
            var more = Math.Min(longest[i] - least[i], left / (wrapping.Count - n));
            widths[i] += more;
            left -= more;
        }

        return new SheetLayout([.. shown.Select(i => (i, widths[i]))], Sum(shown, least) <= width);
    }

    private static int Sum(List<int> shown, int[] widths) => shown.Sum(i => widths[i] + Frame) + 1;

    private static int WidthOf(string text) => Spectre.Console.StringExtensions.GetCellWidth(SafeWriter.Line(text));
}
