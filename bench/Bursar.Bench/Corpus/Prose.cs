namespace Bursar.Bench.Corpus;

/// <summary>
/// Text for messages and tool results, already escaped for a JSON string. One pool is made per corpus and cut at line
/// ends: writing words one at a time would make the generator slower than the programs it is there to measure.
/// </summary>
internal sealed class Prose
{
    private const int PoolSize = 4_000_000;
    private static readonly string[] Words =
        ("the a of to for and in return await const let if else public static void string int var new null true false this list count "
        + "value index path file line session request response token cache budget limit policy ledger total usage parse write read open "
        + "close error result test build commit branch merge change update remove add check fix missing expected actual found warning").Split(' ');

    private static readonly string[] Marks =
        ["{", "}", "();", " = ", " => ", ": ", ", ", " // ", "\\\"", "\\\\", " — ", " → ", " ✓ ", "é", "(0x7f)", "[1]", " && ", " 🙂 ", "日本"];

    private readonly Utf8Text _pool = new();
    private readonly List<int> _lineStarts = [];

    public Prose(Dice dice)
    {
        while (_pool.Length < PoolSize)
        {
            _lineStarts.Add(_pool.Length);
            AddLine(dice);
        }
    }

    /// <summary>Whole lines, at least <paramref name="length"/> bytes up to the size of the pool.</summary>
    public ReadOnlyMemory<byte> Text(Dice dice, long length)
    {
        int wanted = (int)Math.Min(length, PoolSize / 2);
        int first = _lineStarts[(int)dice.Between(0, _lineStarts.Count / 2)];
        int end = _lineStarts.BinarySearch(first + wanted);
        return _pool.Memory[first.._lineStarts[end < 0 ? ~end : end]];
    }

    private void AddLine(Dice dice)
    {
        _pool.Add("        "u8[..(int)dice.Between(0, 8)]);
        if (dice.Chance(0.1))
        {
            _pool.Add("\\t"u8);
        }

        for (long words = dice.Between(1, 14); words > 0; words--)
        {
            _pool.Add(dice.Pick(Words));
            _pool.Add(dice.Chance(0.25) ? dice.Pick(Marks) : " ");
        }

        _pool.Add("\\n"u8);
    }
}
