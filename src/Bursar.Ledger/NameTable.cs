using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger;

/// <summary>The ids under which recurring texts stand in the ledger. What was read or written once stays in memory.</summary>
internal sealed class NameTable(Database database)
{
    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _names = [];
    private Statement? _find;
    private Statement? _add;
    private Statement? _name;

    public long? Id(string? name) => name is null ? null : Id(name, add: true);

    /// <summary>The same for a column whose value seldom changes from row to row; <paramref name="last"/> remembers it.</summary>
    public long? Id(string? name, ref (string? Name, long? Id) last)
    {
        if (!ReferenceEquals(name, last.Name))
        {
            last = (name, Id(name));
        }

        return last.Id;
    }

    /// <summary>The id of a text that is in the ledger; null when it is not.</summary>
    public long? Find(string name) => Id(name, add: false);

    public string? Name(long? id)
    {
        if (id is not { } number)
        {
            return null;
        }

        if (!_names.TryGetValue(number, out var name))
        {
            _name ??= database.Prepare("SELECT name FROM names WHERE id = ?1");
            name = _name.Bind(1, number).Step() ? _name.Text(0)! : $"#{number}";
            _name.Reset();
            _names.Add(number, name);
        }

        return name;
    }

    public IEnumerable<(long Id, string Name)> UsedBy(string column)
    {
        using var statement = database.Prepare($"SELECT id, name FROM names WHERE id IN (SELECT DISTINCT {column} FROM responses)");
        while (statement.Step())
        {
            yield return (statement.Int64(0), statement.Text(1)!);
        }
    }

    /// <summary>Forgets what a transaction that was undone had added.</summary>
    public void Clear()
    {
        _ids.Clear();
        _names.Clear();
    }

    /// <summary>Before the connection rests: its statements end then, and what another program adds or a ledger's renewal changes is looked up anew.</summary>
    public void Rest()
    {
        Clear();
        (_find, _add, _name) = (null, null, null);
    }

    private long? Id(string name, bool add)
    {
        if (_ids.TryGetValue(name, out var id))
        {
            return id;
        }

        _find ??= database.Prepare("SELECT id FROM names WHERE name = ?1");
        var found = _find.Bind(1, name).Step() ? _find.Int64(0) : (long?)null;
        _find.Reset();
        if (found is null && add)
        {
            _add ??= database.Prepare("INSERT INTO names(name) VALUES (?1) RETURNING id");
            _add.Bind(1, name).Step();
            found = _add.Int64(0);
            _add.Reset();
        }

        if (found is { } known)
        {
            _ids.Add(name, known);
        }

        return found;
    }
}
