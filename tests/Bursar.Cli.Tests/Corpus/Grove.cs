namespace Bursar.Cli.Tests.Corpus;

/// <summary>
/// A corpus whose totals are known: sessions with subagents, responses of one to three lines (a placeholder first, the
/// truth last), torn lines. Dense, so that writing the ledger takes the time, not reading.
/// </summary>
internal sealed class Grove
{
    private readonly Random _random;

    public Grove(Sandbox sandbox, int seed, int sessions, int responses)
    {
        _random = new Random(seed);
        Projects = Directory.CreateDirectory(Path.Combine(sandbox.Claude, "projects", "-home-ada-grove")).FullName;
        for (var i = 0; i < sessions; i++)
        {
            var session = $"{i:x8}-5eed-4000-8000-{seed:x12}";
            Write(Path.Combine(Projects, session + ".jsonl"), session, responses, null);
            if (i % 4 == 0)
            {
                var agents = Directory.CreateDirectory(Path.Combine(Projects, session, "subagents")).FullName;
                Write(Path.Combine(agents, $"agent-{i:x16}.jsonl"), session, responses / 4, $"{i:x16}");
            }
        }
    }

    public KnownBooks Books { get; } = new();

    public string Projects { get; }

    /// <summary>The lines of one more response, which is counted as written.</summary>
    public List<string> Response(string session, string id, string? agentId = null)
    {
        var price = agentId is null ? ListPrice.Opus : ListPrice.Haiku;
        var at = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(_random.Next(14 * 24 * 3600));
        var tokens = new Tokens(_random.Next(1, 50), _random.Next(10, 3000), _random.Next(0, 900), _random.Next(3) == 0 ? _random.Next(5000) : 0, _random.Next(0, 90_000));
        var lines = new List<string>();
        for (var left = _random.Next(3); left > 0; left--)
        {
            lines.Add(TranscriptLine.Of(id, at, tokens with { Output = 1 }, price, session, null, agentId));
        }

        lines.Add(TranscriptLine.Of(id, at, tokens, price, session, "end_turn", agentId));
        Books.Add(at, tokens, price, isTurn: agentId is null);
        return lines;
    }

    private void Write(string path, string session, int responses, string? agentId)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        for (var i = 0; i < responses; i++)
        {
            foreach (var line in Response(session, $"msg_{session[..8]}{agentId}{i:x6}", agentId))
            {
                file.WriteLine(line);
            }
        }

        if (_random.Next(10) == 0)
        {
            file.WriteLine(TranscriptLine.Torn);
            Books.TornLines++;
        }

        Books.Files++;
    }
}
