using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger.Phases;

/// <summary>One stretch of a phase in one session.</summary>
/// <param name="Id">Grows with each mark, so that of two stretches the later one is inside or behind the other.</param>
/// <param name="Phase">The phase's id.</param>
/// <param name="Parent">The stretch that was open when this one began.</param>
/// <param name="Started">Microseconds of UTC.</param>
/// <param name="Ended">Microseconds of UTC, not included; null while it is open.</param>
internal sealed record PhaseSpan(long Id, long Phase, long? Parent, string Session, long Started, long? Ended, string Name, string? Key, PhaseEstimate Estimate)
{
    public bool IsOpen => Ended is null;

    public bool Holds(long at) => at >= Started && !(at >= Ended);

    public static List<PhaseSpan> Read(Database database, string where, params ReadOnlySpan<string?> values)
    {
        using var rows = database.Prepare(
            $"""
            SELECT s.id, s.phase, s.parent, s.session, s.started, s.ended, p.name, p.key, p.estimate_cost, p.estimate_tokens
            FROM phase_spans s JOIN phases p ON p.id = s.phase WHERE {where} ORDER BY s.id
            """);
        for (var i = 0; i < values.Length; i++)
        {
            rows.Bind(i + 1, values[i]);
        }

        var spans = new List<PhaseSpan>();
        while (rows.Step())
        {
            spans.Add(new PhaseSpan(rows.Int64(0), rows.Int64(1), rows.Int64OrNull(2), rows.Text(3)!, rows.Int64(4), rows.Int64OrNull(5),
                rows.Text(6)!, rows.Text(7), new PhaseEstimate(rows.Int64OrNull(8), rows.Int64OrNull(9))));
        }

        return spans;
    }
}
