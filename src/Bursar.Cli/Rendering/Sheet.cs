namespace Bursar.Cli.Rendering;

/// <summary>How a column behaves in the forms a sheet can take.</summary>
/// <param name="Title">Heading for people.</param>
/// <param name="Key">Heading for CSV.</param>
/// <param name="IsNumber">Set to the right.</param>
/// <param name="IsWide">Left out of compact and narrow tables.</param>
/// <param name="Wraps">Long values go on in the next line when the table is too wide; others never break.</param>
internal sealed record Column(string Title, string Key, bool IsNumber = true, bool IsWide = false, bool Wraps = false);

/// <summary>A value as people and as programs read it.</summary>
internal sealed record Cell(string Text, string Raw)
{
    public static Cell Empty { get; } = new("", "");

    public static Cell Of(string text) => new(text, text);
}

internal enum RowKind
{
    Plain,

    /// <summary>A part of the row above.</summary>
    Part,

    /// <summary>Stands out: today, or an open block.</summary>
    Marked,

    Total,
}

internal sealed record SheetRow(IReadOnlyList<Cell> Cells, RowKind Kind = RowKind.Plain);

/// <summary>A report for people or spreadsheets, in one shape whatever the form.</summary>
/// <param name="Notes">What must be said with the totals: what is unpriced, what is a floor.</param>
internal sealed record Sheet(string Title, IReadOnlyList<Column> Columns, IReadOnlyList<SheetRow> Rows, IReadOnlyList<string> Notes);
