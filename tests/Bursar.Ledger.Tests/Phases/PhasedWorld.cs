using Bursar.Ledger;
using Bursar.Ledger.Phases;
using Bursar.Tests.Properties;

namespace Bursar.Tests.Phases;

/// <summary>
/// Sessions whose threads write lines while phases are marked, in any order; and beside them what each phase used, kept the
/// plain way: a list of stretches, searched for each response.
/// </summary>
internal sealed class PhasedWorld
{
    private readonly SetClock _clock = new();
    private readonly Random _random;
    private readonly PhaseMarks _marks;
    private readonly List<Stretch> _stretches = [];
    private readonly List<Said> _said = [];
    private readonly Dictionary<string, List<string>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _last = new(StringComparer.Ordinal);
    private int _responses;

    public PhasedWorld(LedgerStore ledger, int seed)
    {
        _random = new Random(seed);
        _marks = new PhaseMarks(ledger, _clock);
        Sessions = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(i => $"s{i}")];
    }

    /// <summary>One stretch of a phase, as a person would note it.</summary>
    private sealed class Stretch(string session, long phase, string? key, DateTimeOffset from, Stretch? around)
    {
        public string Session { get; } = session;
        public long Phase { get; } = phase;
        public string? Key { get; } = key;
        public DateTimeOffset From { get; } = from;
        public Stretch? Around { get; } = around;
        public DateTimeOffset? To { get; set; }

        public bool Holds(DateTimeOffset at) => From <= at && (To is null || at < To);
    }

    private sealed record Said(string Session, DateTimeOffset Began, long Tokens);

    public string[] Sessions { get; }

    public IEnumerable<Transcript> Files => _files.Select(file => new Transcript(file.Key, file.Value));

    public long TokensOf(string session) => _said.Where(said => said.Session == session).Sum(said => said.Tokens);

    /// <summary>Of each phase what it used itself and with those inside, as "phase own/whole"; 0 is the rest.</summary>
    public string Expected(IReadOnlyList<string> sessions)
    {
        var own = new Dictionary<long, long>();
        var whole = new Dictionary<long, long>();
        foreach (var stretch in _stretches.Where(stretch => sessions.Contains(stretch.Session)))
        {
            (own[stretch.Phase], whole[stretch.Phase]) = (0, 0);
        }

        foreach (var said in _said.Where(said => sessions.Contains(said.Session)))
        {
            var stretch = _stretches.FindLast(each => each.Session == said.Session && each.Holds(said.Began));
            own[stretch?.Phase ?? 0] = own.GetValueOrDefault(stretch?.Phase ?? 0) + said.Tokens;
            for (; stretch is not null; stretch = stretch.Around)
            {
                whole[stretch.Phase] += stretch.Holds(said.Began) ? said.Tokens : 0;
            }
        }

        return string.Join(' ', own.Where(entry => entry.Key != 0).OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}:{entry.Value}/{whole[entry.Key]}").Append($"rest:{own.GetValueOrDefault(0)}"));
    }

    public void Step()
    {
        _clock.Wait(_random.Next(3) == 0 ? 0 : _random.Next(1, 2000));
        var session = Sessions[_random.Next(Sessions.Length)];
        switch (_random.Next(10))
        {
            case 0 or 1 or 2:
                Start(session);
                break;
            case 3 or 4:
                End(session);
                break;
            case 5 when _random.Next(3) == 0:
                EndSession(session);
                break;
            default:
                Respond(session);
                break;
        }
    }

    private List<Stretch> Open(string session) => _stretches.FindAll(stretch => stretch.Session == session && stretch.To is null);

    private void Start(string session)
    {
        var key = _random.Next(3) == 0 ? $"key{_random.Next(3)}" : null;
        var started = _marks.Start(session, key is null ? $"phase{_random.Next(3)}" : $"named {key}", key);
        Xunit.Assert.Equal(key is not null && Open(session).Exists(stretch => stretch.Key == key), started.WasOpen);
        if (!started.WasOpen)
        {
            _stretches.Add(new Stretch(session, started.Phase.Id, key, _clock.Now, Open(session).LastOrDefault()));
        }
    }

    private void End(string session)
    {
        var open = Open(session);
        if (open.Count == 0)
        {
            Xunit.Assert.Throws<UserError>(() => _marks.End(session));
            return;
        }

        var stretch = _random.Next(2) == 0 ? open[^1] : open[_random.Next(open.Count)];
        if (stretch.Key is { } key && _random.Next(2) == 0)
        {
            _marks.End(null, key: key);
            foreach (var each in _stretches.FindAll(each => each.Key == key && each.To is null))
            {
                Close(each);
            }
        }
        else if (stretch == open[^1])
        {
            _marks.End(session);
            Close(stretch);
        }
        else if (stretch.Key is not null)
        {
            _marks.End(session, key: stretch.Key);
            Close(stretch);
        }
    }

    private void Close(Stretch stretch)
    {
        foreach (var inside in _stretches.FindAll(each => each.To is null && each.Around == stretch))
        {
            Close(inside);
        }

        stretch.To = _clock.Now;
    }

    private void EndSession(string session)
    {
        _marks.EndSession(session, Transcripts.Timestamp.Of(_clock.Now));
        foreach (var stretch in Open(session).FindAll(stretch => stretch.Key is null))
        {
            stretch.To = _clock.Now;
        }
    }

    /// <summary>A request and, later, its answer in one to three lines; marks made meanwhile come after its beginning.</summary>
    private void Respond(string session)
    {
        var agent = _random.Next(3) == 0 ? $"a{_random.Next(2)}" : null;
        var path = agent is null ? $"{Machine.Project}{session}.jsonl" : $"{Machine.Project}{session}/subagents/agent-{agent}.jsonl";
        if (!_files.TryGetValue(path, out var lines))
        {
            _files.Add(path, lines = []);
        }

        if (_random.Next(5) > 0)
        {
            lines.Add(Machine.Stamp(Line.User(_clock.Text), session).ToString());
            _last[path] = _clock.Now;
        }

        DateTimeOffset? began = _last.TryGetValue(path, out var last) ? last : null;
        var tokens = _random.Next(1, 1000);
        var (id, blocks) = ($"msg_{++_responses}", _random.Next(1, 4));
        for (var block = 1; block <= blocks; block++)
        {
            for (var marks = _random.Next(3); marks > 0; marks--)
            {
                _clock.Wait(_random.Next(0, 500));
                if (_random.Next(2) == 0)
                {
                    Start(Sessions[_random.Next(Sessions.Length)]);
                }
                else
                {
                    End(session);
                }
            }

            if (_random.Next(4) == 0)
            {
                lines.Add(Machine.Stamp(Line.QueueOperation(_clock.Text), session).ToString());
            }

            _clock.Wait(_random.Next(0, 300));
            var line = Line.Assistant(id).At(_clock.Text).Output(block == blocks ? tokens : 1).Stop(block == blocks ? "end_turn" : null);
            began ??= _clock.Now;
            lines.Add(Machine.Stamp(agent is null ? line : line.Sidechain(agent), session).ToString());
            _last[path] = _clock.Now;
        }

        _said.Add(new Said(session, began!.Value, tokens));
    }

    public void Fork()
    {
        if (_files.TryGetValue($"{Machine.Project}{Sessions[0]}.jsonl", out var lines) && _random.Next(3) == 0)
        {
            var count = _random.Next(lines.Count + 1);
            _files[$"{Machine.Project}fork.jsonl"] = [Line.QueueOperation(_clock.Wait(1000).Text).Session("fork").ToString(),
                .. lines.Take(count).Select(line => line.Replace($"\"sessionId\":\"{Sessions[0]}\"", "\"sessionId\":\"fork\"", StringComparison.Ordinal))];
        }
    }
}
