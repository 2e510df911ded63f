using Bursar.Bench.Books;

namespace Bursar.Bench.Corpus;

/// <summary>The prompt cache of one thread: what each request reads from it, writes to it, and lets lapse.</summary>
internal sealed class Meter(Dice dice, bool oneHour, long systemPrompt)
{
    private const long CompactAbove = 165_000;
    private readonly long _lifetime = oneHour ? 3_600_000 : 300_000;
    private readonly long _systemPrompt = systemPrompt;
    private long _context = systemPrompt;
    private long _cached;
    private long _lastRequest = long.MinValue / 2;

    public bool Full => _context > CompactAbove;

    public void Grow(long bytes) => _context += bytes / 4;

    public long Compact()
    {
        long before = _context;
        _context = _systemPrompt + 8_000;
        _cached = Math.Min(_cached, _systemPrompt);
        return before;
    }

    public Usage Request(long time)
    {
        // Other threads keep the system prompt warm, so a lapsed or new thread mostly still reads that much.
        long kept = time - _lastRequest <= _lifetime ? _cached : dice.Chance(0.6) ? _systemPrompt * 3 / 4 : 0;
        long input = dice.Chance(0.9) ? dice.Between(1, 13) : dice.Between(13, 3_000);
        long output = dice.LogNormal(220, 1.15, 5, 32_000);
        long written = Math.Max(0, _context - kept);
        long short5m = oneHour ? dice.Chance(0.05) ? dice.Between(0, written + 1) : 0 : written;
        var usage = new Usage(input, output, short5m, written - short5m, kept, dice.Chance(0.004) ? dice.Between(1, 4) : 0);

        _lastRequest = time;
        _cached = _context;
        _context += output;
        return usage;
    }
}
