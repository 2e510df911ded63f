using System.Buffers.Binary;

namespace Bursar.Transcripts;

/// <summary>
/// A 64-bit hash that is the same in every process and version, because its values are stored in the ledger.
/// It tells files and lines apart by accident, not by malice.
/// </summary>
internal static class ContentHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * Multiplier;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        ulong rest = 0;
        foreach (var b in bytes)
        {
            rest = (rest << 8) | b;
        }

        return Mix(hash ^ rest ^ Multiplier);
    }

    public static ulong Combine(ulong hash, ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? Mix(hash) : Mix(hash ^ Of(bytes));

    private static ulong Mix(ulong value)
    {
        value *= Multiplier;
        value ^= value >> 32;
        value *= 0xD6E8FEB86659FD93;
        return value ^ (value >> 29);
    }
}
