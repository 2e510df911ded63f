using Bursar.Ledger.Reports;
using Bursar.Transcripts;

namespace Bursar.Ledger.Phases;

/// <summary>
/// Divides what the sessions used among their phases. Each session's responses are read once; what a phase used with those
/// inside it is added up from the own shares, so that nothing is counted in two ways.
/// </summary>
internal sealed class PhaseReportBuilder(LedgerStore ledger)
{
    private readonly Dictionary<long, Share> _shares = [];
    private readonly ModelSums _rest = new();
    private readonly ModelSums _all = new();

    public PhaseReport Build(PhaseFilter filter)
    {
        var sessions = SessionsOf(filter);
        foreach (var session in sessions)
        {
            Divide(session);
        }

        return new PhaseReport(Rows(), _rest.Total, _rest.Models(ledger.Names), _all.Total, _all.Models(ledger.Names), sessions);
    }

    /// <summary>Sessions in the order of their first mark: those of the phases asked for, whole, so that they add up.</summary>
    private List<string> SessionsOf(PhaseFilter filter)
    {
        if (filter.Session is { } only)
        {
            return [only];
        }

        using var rows = ledger.Database.Prepare(
            """
            SELECT session FROM phase_spans WHERE phase IN (SELECT phase FROM phase_spans GROUP BY phase HAVING min(started) >= ?1 AND min(started) < ?2)
            GROUP BY session ORDER BY min(id)
            """);
        rows.Bind(1, filter.Since).Bind(2, filter.Until);
        var sessions = new List<string>();
        while (rows.Step())
        {
            sessions.Add(rows.Text(0)!);
        }

        return sessions;
    }

    private void Divide(string session)
    {
        var spans = PhaseSpan.Read(ledger.Database, "s.session = ?1", session);
        var around = spans.ToDictionary(span => span.Id);
        var timeline = new PhaseTimeline(spans);
        long? last = null;
        PhaseResponses.ForEach(ledger, session, (long? started, in UsageRow row) =>
        {
            last = row.At is { } at && !(last > at) ? at : last;
            _all.Add(row);
            var span = timeline.At(started);
            if (span is null)
            {
                _rest.Add(row);
                return;
            }

            ShareOf(span).Own.Add(row);
            for (var each = span; each is not null; each = each.Parent is { } parent ? around.GetValueOrDefault(parent) : null)
            {
                // One that goes on in the next run of a session outlasts what was around it.
                if (each.Holds(started!.Value))
                {
                    ShareOf(each).Whole.Add(row);
                }
            }
        });

        foreach (var span in spans)
        {
            ShareOf(span).Add(span, span.Parent is { } parent ? around.GetValueOrDefault(parent)?.Phase : null, last);
        }
    }

    private Share ShareOf(PhaseSpan span)
    {
        if (!_shares.TryGetValue(span.Phase, out var share))
        {
            _shares.Add(span.Phase, share = new Share());
        }

        return share;
    }

    private List<PhaseRow> Rows()
    {
        var inside = _shares.Values.OrderBy(share => share.First.Started).ThenBy(share => share.First.Id).ToLookup(share => share.Parent);
        var rows = new List<PhaseRow>();
        void Append(long? parent, int depth)
        {
            foreach (var share in inside[parent])
            {
                rows.Add(share.Row(ledger, depth));
                Append(share.First.Phase, depth + 1);
            }
        }

        Append(null, 0);
        return rows;
    }

    /// <summary>What one phase used.</summary>
    private sealed class Share
    {
        private readonly List<PhaseSpan> _spans = [];
        private long _duration;

        public ModelSums Own { get; } = new();

        public ModelSums Whole { get; } = new();

        public PhaseSpan First { get; private set; } = null!;

        public long? Parent { get; private set; }

        public void Add(PhaseSpan span, long? parent, long? last)
        {
            _spans.Add(span);
            _duration += Math.Max(0, (span.Ended ?? last ?? span.Started) - span.Started);
            if (First is null || span.Id < First.Id)
            {
                (First, Parent) = (span, parent);
            }
        }

        public PhaseRow Row(LedgerStore ledger, int depth) => new(
            First.Phase, First.Key, First.Name, Parent, depth, [.. _spans.Select(span => span.Session).Distinct(StringComparer.Ordinal)],
            Timestamp.ToDateTimeOffset(First.Started), _spans.Exists(span => span.IsOpen) ? null : Timestamp.ToDateTimeOffset(_spans.Max(span => span.Ended!.Value)),
            TimeSpan.FromMicroseconds(_duration), Whole.Total, Own.Total, Whole.Models(ledger.Names), First.Estimate,
            ledger.Database.Scalar($"SELECT count(*) FROM phase_spans WHERE phase = {First.Phase}") > _spans.Count);
    }
}
