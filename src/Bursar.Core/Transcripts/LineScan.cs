using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bursar.Transcripts;

/// <summary>
/// Finds the end of a line and, in the same pass, whether the line may hold usage: <see cref="LineFilter.MayHoldUsage"/>
/// without going through the bytes again.
/// </summary>
internal static class LineScan
{
    /// <summary>How far from a candidate the furthest byte is that is compared with it.</summary>
    private const int Reach = 5;

    /// <param name="data">Begins with the line.</param>
    /// <param name="mayHoldUsage">May be true for a line without usage, never false for one with it.</param>
    /// <returns>The line's length without its newline; -1 when its newline is not there yet.</returns>
    public static int Next(ReadOnlySpan<byte> data, out bool mayHoldUsage) =>
        Next(data, Vector256.IsHardwareAccelerated ? Vector256<byte>.Count : Vector128.IsHardwareAccelerated ? Vector128<byte>.Count : 1, out mayHoldUsage);

    /// <param name="data">Begins with the line.</param>
    /// <param name="width">How many bytes to compare at once: 32, 16 (any 64-bit ARM, and programs for any x86-64), or 1.</param>
    /// <param name="mayHoldUsage">As above.</param>
    internal static int Next(ReadOnlySpan<byte> data, int width, out bool mayHoldUsage)
    {
        mayHoldUsage = false;
        var i = 0;
        ref var start = ref MemoryMarshal.GetReference(data);
        if (width == Vector256<byte>.Count)
        {
            for (; i <= data.Length - Vector256<byte>.Count - Reach; i += Vector256<byte>.Count)
            {
                var bytes = Vector256.LoadUnsafe(ref start, (nuint)i);
                var found = Vector256.Equals(bytes, Vector256.Create((byte)'\n'));
                if (!mayHoldUsage)
                {
                    // usage" by its first and last byte, an escaped character by its first two.
                    found |= Vector256.Equals(bytes, Vector256.Create((byte)'u')) & Vector256.Equals(Vector256.LoadUnsafe(ref start, (nuint)(i + Reach)), Vector256.Create((byte)'"'));
                    found |= Vector256.Equals(bytes, Vector256.Create((byte)'\\')) & Vector256.Equals(Vector256.LoadUnsafe(ref start, (nuint)(i + 1)), Vector256.Create((byte)'u'));
                }

                if (EndIn(data, i, found.ExtractMostSignificantBits(), ref mayHoldUsage) is var end and >= 0)
                {
                    return end;
                }
            }
        }
        else if (width == Vector128<byte>.Count)
        {
            for (; i <= data.Length - Vector128<byte>.Count - Reach; i += Vector128<byte>.Count)
            {
                var bytes = Vector128.LoadUnsafe(ref start, (nuint)i);
                var found = Vector128.Equals(bytes, Vector128.Create((byte)'\n'));
                if (!mayHoldUsage)
                {
                    found |= Vector128.Equals(bytes, Vector128.Create((byte)'u')) & Vector128.Equals(Vector128.LoadUnsafe(ref start, (nuint)(i + Reach)), Vector128.Create((byte)'"'));
                    found |= Vector128.Equals(bytes, Vector128.Create((byte)'\\')) & Vector128.Equals(Vector128.LoadUnsafe(ref start, (nuint)(i + 1)), Vector128.Create((byte)'u'));
                }

                // ARM has no instruction for the bits, and mostly there are none.
                if (found != Vector128<byte>.Zero && EndIn(data, i, found.ExtractMostSignificantBits(), ref mayHoldUsage) is var end and >= 0)
                {
                    return end;
                }
            }
        }

        for (; i < data.Length; i++)
        {
            if (data[i] == (byte)'\n')
            {
                return i;
            }

            mayHoldUsage |= data[i] is (byte)'u' or (byte)'\\' && IsEvidence(data, i);
        }

        return -1;
    }

    /// <summary>Looks at what a vector has found.</summary>
    /// <returns>Where the newline is, or -1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndIn(ReadOnlySpan<byte> data, int i, uint bits, ref bool mayHoldUsage)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            var at = i + BitOperations.TrailingZeroCount(bits);
            if (data[at] == (byte)'\n')
            {
                return at;
            }

            mayHoldUsage |= IsEvidence(data, at);
        }

        return -1;
    }

    /// <summary>Whether the key or an escaped letter stands here; neither spans a newline.</summary>
    private static bool IsEvidence(ReadOnlySpan<byte> data, int at)
    {
        var text = data[at..];
        return text[0] == (byte)'u'
            ? at > 0 && data[at - 1] == (byte)'"' && text.StartsWith("usage\""u8)
            : LineFilter.IsEscapedLetter(text);
    }
}
