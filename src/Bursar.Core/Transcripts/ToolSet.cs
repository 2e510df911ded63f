using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Bursar.Transcripts;

/// <summary>
/// The tool calls of one response, by 32-bit hashes of their ids. The client writes one line per content block, so what a
/// response called is the union of its lines, whichever of them gives the bill. Most responses call at most three tools,
/// and those need no memory of their own.
/// </summary>
public struct ToolSet
{
    private const int Inline = 3;

    private uint _first, _second, _third;
    private uint[]? _more;

    public int Count { get; private set; }

    public static uint Hash(ReadOnlySpan<byte> id) => (uint)ContentHash.Of(id);

    public void Add(uint hash)
    {
        if (Contains(hash))
        {
            return;
        }

        switch (Count)
        {
            case 0:
                _first = hash;
                break;
            case 1:
                _second = hash;
                break;
            case 2:
                _third = hash;
                break;
            default:
                // A new array on growth only: copies of this struct share what they had in common.
                var more = new uint[Count - Inline + 1];
                _more.AsSpan().CopyTo(more);
                more[^1] = hash;
                _more = more;
                break;
        }

        Count++;
    }

    /// <summary>The hashes, in no order.</summary>
    public readonly IEnumerable<uint> All
    {
        get
        {
            var set = this;
            return Enumerable.Range(0, Count).Select(i => set[i]);
        }
    }

    public readonly bool Contains(uint hash)
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i] == hash)
            {
                return true;
            }
        }

        return false;
    }

    public readonly IEnumerable<uint> Hashes()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <returns>Whether anything was new.</returns>
    public bool Union(in ToolSet other)
    {
        var before = Count;
        for (var i = 0; i < other.Count; i++)
        {
            Add(other[i]);
        }

        return Count > before;
    }

    /// <summary>Four bytes a call, in the order of their hashes, so that the order of lines does not show.</summary>
    /// <param name="room">Where they are put if there is enough of it.</param>
    public readonly ReadOnlySpan<byte> ToBytes(Span<byte> room)
    {
        var bytes = Count * sizeof(uint) <= room.Length ? room[..(Count * sizeof(uint))] : new byte[Count * sizeof(uint)];
        var hashes = MemoryMarshal.Cast<byte, uint>(bytes);
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = this[i];
        }

        if (hashes.Length > 1)
        {
            hashes.Sort();
        }

        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(hashes, hashes);
        }

        return bytes;
    }

    public static ToolSet FromBytes(ReadOnlySpan<byte> bytes)
    {
        var set = default(ToolSet);
        for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..])
        {
            set.Add(BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        }

        return set;
    }

    private readonly uint this[int index] => index switch { 0 => _first, 1 => _second, 2 => _third, _ => _more![index - Inline] };
}
