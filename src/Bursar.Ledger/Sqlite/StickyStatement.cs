namespace Bursar.Ledger.Sqlite;

/// <summary>
/// A statement that runs for many rows which differ in few of their values: SQLite keeps what was bound, so a value that
/// is the same as in the row before is not bound again.
/// </summary>
internal sealed class StickyStatement(Statement statement, int parameters)
{
    private readonly (bool IsBound, long? Value)[] _values = new (bool, long?)[parameters + 1];

    public StickyStatement Bind(int index, long? value)
    {
        ref var last = ref _values[index];
        if (!last.IsBound || last.Value != value)
        {
            statement.Bind(index, value);
            last = (true, value);
        }

        return this;
    }

    public StickyStatement Bind(int index, ReadOnlySpan<byte> utf8)
    {
        statement.Bind(index, utf8);
        return this;
    }

    public StickyStatement BindBytes(int index, ReadOnlySpan<byte> bytes)
    {
        ref var last = ref _values[index];
        if (!bytes.IsEmpty || !last.IsBound)
        {
            statement.BindBytes(index, bytes);

            // Bound again after this row, whatever it holds, unless both are empty.
            last = (bytes.IsEmpty, null);
        }

        return this;
    }

    public void Run() => statement.Run();
}
