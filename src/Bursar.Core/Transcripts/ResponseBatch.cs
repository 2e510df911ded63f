using System.Diagnostics.CodeAnalysis;

namespace Bursar.Transcripts;

/// <summary>
/// The responses found in one piece of a transcript, each once. Keys live in one byte arena; nothing is allocated per
/// line. Reused from piece to piece.
/// </summary>
public sealed class ResponseBatch
{
    private const int KeptCapacity = 64;

    private readonly Dictionary<int, int> _byKey;
    private readonly Dictionary<int, int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly List<ExtraPassRecord> _extra = [];
    private byte[] _arena = new byte[1 << 10];
    private int _arenaUsed;
    private ResponseRecord[] _records = new ResponseRecord[16];
    private (int Start, int Length)[] _keys = new (int, int)[16];

    public ResponseBatch()
    {
        _byKey = new Dictionary<int, int>(new KeyComparer(this));
        _lookup = _byKey.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count { get; private set; }

    /// <summary>The last of the client's own totals in the piece.</summary>
    public CostState? CostState { get; internal set; }

    public ReadOnlySpan<ResponseRecord> Records => _records.AsSpan(0, Count);

    public ReadOnlySpan<byte> Key(int index) => _arena.AsSpan(_keys[index].Start, _keys[index].Length);

    public List<ExtraPassRecord> Extra => _extra;

    /// <summary>Lines that an earlier reader gave keys of their own, by message id and time: <c>id|microseconds</c>.</summary>
    public List<string> Retired { get; } = [];

    public void Clear()
    {
        _records.AsSpan(0, Count).Clear();
        if (_records.Length > KeptCapacity)
        {
            // One long transcript must not leave every batch with room for it.
            Array.Resize(ref _records, KeptCapacity);
            Array.Resize(ref _keys, KeptCapacity);
            _byKey.Clear();
            _byKey.TrimExcess();
        }

        _byKey.Clear();
        _extra.Clear();
        Retired.Clear();
        CostState = null;
        _arenaUsed = 0;
        Count = 0;
    }

    /// <summary>Adds a line's record, or merges it with what the batch already holds under the key.</summary>
    internal void Add(ReadOnlySpan<byte> key, in ResponseRecord record, List<ExtraPass>? extra)
    {
        if (_lookup.TryGetValue(key, out var index))
        {
            Merge(ref _records[index], record, extra);
            return;
        }

        if (Count == _records.Length)
        {
            Array.Resize(ref _records, Count * 2);
            Array.Resize(ref _keys, Count * 2);
        }

        index = Count++;
        _keys[index] = (_arenaUsed, key.Length);
        if (_arenaUsed + key.Length > _arena.Length)
        {
            Array.Resize(ref _arena, Math.Max(_arena.Length * 2, _arenaUsed + key.Length));
        }

        key.CopyTo(_arena.AsSpan(_arenaUsed));
        _arenaUsed += key.Length;
        _records[index] = record;
        AttachExtra(ref _records[index], extra);
        _byKey.Add(index, index);
    }

    private void Merge(ref ResponseRecord existing, in ResponseRecord record, List<ExtraPass>? extra)
    {
        var tools = existing.Tools;
        tools.Union(record.Tools);
        var calls = existing.Calls;
        calls.Union(record.Calls);
        var started = Math.Min(existing.Started, record.Started);
        if (record.PrecedesOrigin(existing))
        {
            existing.TakeOrigin(record);
        }

        if (record.SupersedesSnapshot(existing))
        {
            existing.TakeBill(record);
            AttachExtra(ref existing, extra);
        }

        (existing.Tools, existing.Calls, existing.Started) = (tools, calls, started);
    }

    private void AttachExtra(ref ResponseRecord record, List<ExtraPass>? extra)
    {
        record.ExtraStart = _extra.Count;
        record.ExtraCount = extra?.Count ?? 0;
        if (extra is null)
        {
            return;
        }

        foreach (var pass in extra)
        {
            _extra.Add(new ExtraPassRecord(pass.Model ?? record.Model, pass.Usage));
        }
    }

    /// <summary>Compares by the bytes of the key that an index stands for.</summary>
    private sealed class KeyComparer(ResponseBatch batch) : IEqualityComparer<int>, IAlternateEqualityComparer<ReadOnlySpan<byte>, int>
    {
        public bool Equals(int x, int y) => batch.Key(x).SequenceEqual(batch.Key(y));

        public int GetHashCode([DisallowNull] int obj) => GetHashCode(batch.Key(obj));

        public bool Equals(ReadOnlySpan<byte> alternate, int other) => alternate.SequenceEqual(batch.Key(other));

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)ContentHash.Of(alternate);

        public int Create(ReadOnlySpan<byte> alternate) => throw new NotSupportedException("Keys enter through Add.");
    }
}

/// <summary>A pass billed beside a response, at its own model's price.</summary>
public readonly record struct ExtraPassRecord(string? Model, Usage Usage);
