using System.Diagnostics.CodeAnalysis;

namespace Bursar.Transcripts;

/// <summary>
/// One string per distinct value, so that a hundred thousand lines that name the same model, folder and branch allocate
/// nothing. Keyed by the raw JSON text; not for values that differ on each line. One pool per thread.
/// </summary>
internal sealed class TextPool
{
    private readonly Dictionary<byte[], string> _texts = new(ByteComparer.Instance);
    private readonly Dictionary<byte[], string>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public TextPool() => _lookup = _texts.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The text, or null when it is empty or missing.</summary>
    public string? Get(JsonText text)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        if (!_lookup.TryGetValue(text.Raw, out var value))
        {
            value = text.Decode();
            _texts.Add(text.Raw.ToArray(), value);
        }

        return value;
    }

    /// <summary>The same for a field that mostly repeats the line before: that one is compared before anything is hashed.</summary>
    public string? Get(JsonText text, ref Last last)
    {
        if (!text.IsEmpty && last.Raw is { } raw && text.Raw.SequenceEqual(raw))
        {
            return last.Text;
        }

        var value = Get(text);
        last = value is null ? default : new Last(text.Raw.ToArray(), value);
        return value;
    }

    /// <summary>What a field held on the line before.</summary>
    internal readonly record struct Last(byte[]? Raw, string? Text);

    private sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ByteComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)ContentHash.Of(alternate);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
