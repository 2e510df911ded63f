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
    public static int Next(ReadOnlySpan<byte> data, out bool mayHoldUsage)
    {
        mayHoldUsage = false;
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref var start = ref MemoryMarshal.GetReference(data);
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

                for (var bits = found.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
                {
                    var at = i + System.Numerics.BitOperations.TrailingZeroCount(bits);
                    if (data[at] == (byte)'\n')
                    {
                        return at;
                    }

                    mayHoldUsage |= IsEvidence(data, at);
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

    /// <summary>Whether the key or an escaped letter stands here; neither spans a newline.</summary>
    private static bool IsEvidence(ReadOnlySpan<byte> data, int at)
    {
        var text = data[at..];
        return text[0] == (byte)'u'
            ? at > 0 && data[at - 1] == (byte)'"' && text.StartsWith("usage\""u8)
            : LineFilter.IsEscapedLetter(text);
    }
}
