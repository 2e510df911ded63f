namespace Bursar.Ledger.Phases;

/// <summary>
/// Which stretch of a phase an instant of one session belongs to: of those that are open then, the one that began last. Found
/// once for each time between two marks, so that a response costs one search, however many phases there are.
/// </summary>
internal sealed class PhaseTimeline
{
    private readonly List<long> _from = [];
    private readonly List<PhaseSpan?> _span = [];

    public PhaseTimeline(IEnumerable<PhaseSpan> spans)
    {
        var marks = spans.SelectMany(span => (IEnumerable<(long At, bool Opens, PhaseSpan Span)>)[(span.Started, true, span), (span.Ended ?? long.MaxValue, false, span)])
            .OrderBy(mark => mark.At).ToList();
        var open = new SortedDictionary<long, PhaseSpan>(Comparer<long>.Create((a, b) => b.CompareTo(a)));
        for (var i = 0; i < marks.Count; i++)
        {
            var (at, opens, span) = marks[i];
            if (opens)
            {
                open.Add(span.Id, span);
            }
            else
            {
                open.Remove(span.Id);
            }

            // One that ended when it began is not to come back by the order of its two marks.
            if (i + 1 == marks.Count || marks[i + 1].At != at)
            {
                _from.Add(at);
                _span.Add(open.Values.FirstOrDefault());
            }
        }
    }

    /// <param name="at">Microseconds of UTC; null for a response that tells no time, which belongs to no phase.</param>
    public PhaseSpan? At(long? at)
    {
        if (at is not { } instant)
        {
            return null;
        }

        var i = _from.BinarySearch(instant);
        i = i >= 0 ? i : ~i - 1;
        return i < 0 ? null : _span[i];
    }
}
