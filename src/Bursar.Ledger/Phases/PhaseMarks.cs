using Bursar.Ledger.Sqlite;
using Bursar.Transcripts;

namespace Bursar.Ledger.Phases;

/// <summary>A phase that a mark began or ended.</summary>
/// <param name="Id">The phase's number in the ledger.</param>
/// <param name="Key">The caller's own id of it, if it has one.</param>
/// <param name="Within">The name of the phase around it in this session, or null.</param>
/// <param name="Started">When this stretch of it began.</param>
/// <param name="Ended">Null while it is open.</param>
public sealed record MarkedPhase(long Id, string? Key, string Name, string Session, string? Within, DateTimeOffset Started, DateTimeOffset? Ended);

/// <param name="WasOpen">The phase, known by its key, was open in this session already: nothing was begun.</param>
public sealed record PhaseStarted(MarkedPhase Phase, bool WasOpen);

/// <param name="Asked">What was to be ended: one stretch, or those in every session of a phase with a key.</param>
/// <param name="Inside">What was still open inside and ended with it.</param>
public sealed record PhaseEnded(IReadOnlyList<MarkedPhase> Asked, IReadOnlyList<MarkedPhase> Inside);

/// <summary>
/// Where phases begin and end. A mark is a row, written in one transaction; it reads no transcript. Transcripts tell time in
/// milliseconds, so marks do too: what comes after a mark then never seems to come before it.
/// </summary>
public sealed class PhaseMarks(LedgerStore ledger, TimeProvider clock)
{
    private const long Millisecond = 1_000;

    private readonly Database _database = ledger.Database;

    private long Now => Floor(Timestamp.Of(clock.GetUtcNow()));

    /// <summary>Begins a phase inside what is open in the session.</summary>
    /// <param name="session">The session's id; the ledger need not know it yet.</param>
    /// <param name="name">What the phase is called; names may recur.</param>
    /// <param name="key">The caller's own id: the same phase goes on under it, also in another session.</param>
    /// <param name="estimate">What it is expected to take; given again for a known key, it replaces what was said before.</param>
    public PhaseStarted Start(string session, string name, string? key = null, PhaseEstimate estimate = default)
    {
        name = PhaseLabel.Check(name, "The phase's name");
        key = key is null ? null : PhaseLabel.Check(key, "The phase's id");
        return ledger.Transact(() =>
        {
            var open = PhaseSpan.Read(_database, "s.session = ?1 AND s.ended IS NULL", session);
            var phase = Phase(name, key, estimate);
            if (open.Find(span => span.Phase == phase) is { } known)
            {
                return new PhaseStarted(Marked(known, open), WasOpen: true);
            }

            var around = open.LastOrDefault();
            using var insert = _database.Prepare("INSERT INTO phase_spans(phase, parent, session, started) VALUES (?1, ?2, ?3, ?4) RETURNING id");
            // A clock that was set back must not put a phase before the one around it.
            var at = Math.Max(Now, around?.Started ?? long.MinValue);
            insert.Bind(1, phase).Bind(2, around?.Id).Bind(3, session).Bind(4, at).Step();
            var span = new PhaseSpan(insert.Int64(0), phase, around?.Id, session, at, null, name, key, estimate);
            return new PhaseStarted(Marked(span, open), WasOpen: false);
        });
    }

    /// <summary>Ends the innermost open phase, and what is still open inside it.</summary>
    /// <param name="session">The session; with a key it may be null, and then the phase ends in every session.</param>
    /// <param name="name">The innermost of this name, or null for whichever is innermost.</param>
    /// <param name="key">The phase with this id.</param>
    public PhaseEnded End(string? session, string? name = null, string? key = null) => ledger.Transact(() =>
    {
        name = name?.Trim();
        key = key?.Trim();
        bool IsAsked(PhaseSpan span) => (key is null || span.Key == key) && (name is null || span.Name == name);
        var sessions = session is not null ? [session]
            : key is not null ? PhaseSpan.Read(_database, "s.ended IS NULL AND p.key = ?1", key).Select(span => span.Session).Distinct(StringComparer.Ordinal).ToList()
            : throw new ArgumentException("A session or a key.", nameof(session));
        var asked = new List<MarkedPhase>();
        var inside = new List<MarkedPhase>();
        foreach (var one in sessions)
        {
            var open = PhaseSpan.Read(_database, "s.session = ?1 AND s.ended IS NULL", one);
            if (open.FindLast(IsAsked) is { } span)
            {
                var ended = Close(open, [.. open.Where(other => other.Id == span.Id || IsInside(other, span, open))], Now);
                asked.AddRange(ended.Where(phase => phase.Id == span.Phase));
                inside.AddRange(ended.Where(phase => phase.Id != span.Phase));
            }
        }

        return asked.Count > 0 ? new PhaseEnded(asked, inside) : throw NothingOpen(session, name, key);
    });

    /// <summary>
    /// A session has ended: what is open in it ends, but for phases with a key, which may go on in another session or when
    /// this one is resumed. In the caller's transaction.
    /// </summary>
    /// <param name="at">Microseconds of UTC.</param>
    public void EndSession(string session, long at)
    {
        var open = PhaseSpan.Read(_database, "s.session = ?1 AND s.ended IS NULL", session);
        Close(open, [.. open.Where(span => span.Key is null)], Floor(at));
    }

    private static long Floor(long at) => at - (at % Millisecond);

    private static bool IsInside(PhaseSpan span, PhaseSpan around, List<PhaseSpan> open)
    {
        for (var parent = span.Parent; parent is not null; parent = open.Find(other => other.Id == parent)?.Parent)
        {
            if (parent == around.Id)
            {
                return true;
            }
        }

        return false;
    }

    private List<MarkedPhase> Close(List<PhaseSpan> open, List<PhaseSpan> closing, long now)
    {
        using var update = _database.Prepare("UPDATE phase_spans SET ended = ?2 WHERE id = ?1");
        // Together, and none before it began, whatever the clock says.
        var at = closing.Aggregate(now, (latest, span) => Math.Max(latest, span.Started));
        return closing.ConvertAll(span =>
        {
            update.Bind(1, span.Id).Bind(2, at).Run();
            return Marked(span with { Ended = at }, open);
        });
    }

    private long Phase(string name, string? key, PhaseEstimate estimate)
    {
        if (key is not null)
        {
            using var find = _database.Prepare("SELECT id, name FROM phases WHERE key = ?1");
            if (find.Bind(1, key).Step())
            {
                var (id, known) = (find.Int64(0), find.Text(1)!);
                if (known != name)
                {
                    throw UserError.BadInput($"The phase with the id {key} is called {known}, not {name}.", "Start it by its name, or give the new phase an id of its own.");
                }

                using var change = _database.Prepare("UPDATE phases SET estimate_cost = coalesce(?2, estimate_cost), estimate_tokens = coalesce(?3, estimate_tokens) WHERE id = ?1");
                change.Bind(1, id).Bind(2, estimate.Cost).Bind(3, estimate.Tokens).Run();
                return id;
            }
        }

        using var insert = _database.Prepare("INSERT INTO phases(key, name, estimate_cost, estimate_tokens) VALUES (?1, ?2, ?3, ?4) RETURNING id");
        insert.Bind(1, key).Bind(2, name).Bind(3, estimate.Cost).Bind(4, estimate.Tokens).Step();
        return insert.Int64(0);
    }

    private static MarkedPhase Marked(PhaseSpan span, List<PhaseSpan> open) => new(span.Phase, span.Key, span.Name, span.Session,
        open.Find(other => other.Id == span.Parent)?.Name, Timestamp.ToDateTimeOffset(span.Started), span.Ended is { } ended ? Timestamp.ToDateTimeOffset(ended) : null);

    private UserError NothingOpen(string? session, string? name, string? key)
    {
        var wanted = string.Concat(name is null ? "" : " " + name, key is null ? "" : $" with the id {key}");
        var where = session is null ? "" : $" in session {session}";
        var all = session is null ? PhaseSpan.Read(_database, "p.key = ?1 OR s.ended IS NULL", key) : PhaseSpan.Read(_database, "s.session = ?1", session);
        var open = all.FindAll(span => span.IsOpen);
        var list = string.Join(", ", open.Select(span => span.Key is null ? span.Name : $"{span.Name} (id {span.Key})").Distinct(StringComparer.Ordinal));
        var hint = all.FindLast(span => !span.IsOpen && (name is null || span.Name == name) && (key is null || span.Key == key)) is { } over
            ? $"{over.Name} ended {Timestamp.ToDateTimeOffset(over.Ended!.Value):yyyy-MM-dd HH:mm:ss} UTC.{(over.Key is null ? " With hooks, a phase without --id ends with its session." : "")}"
            : "`bursar phases` lists the phases there are; `bursar phase start NAME` begins one.";
        return UserError.BadInput($"No phase{wanted} is open{where}; {(open.Count == 0 ? "nothing is" : "open are: " + list)}.", hint);
    }
}
