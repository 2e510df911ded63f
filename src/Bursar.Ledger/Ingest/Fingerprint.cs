using Bursar.Transcripts;
using Microsoft.Win32.SafeHandles;

namespace Bursar.Ledger.Ingest;

/// <summary>
/// Hashes of the first and last bytes that were read. If both are still there, what was added can be read alone; if not,
/// the file was truncated, rewritten or replaced, and is read from the start. An inode would not do: it is reused.
/// </summary>
internal static class Fingerprint
{
    private const int Window = 1024;

    public static (ulong Head, ulong Tail) Of(SafeFileHandle file, long offset)
    {
        Span<byte> window = stackalloc byte[Window];
        var length = (int)Math.Min(offset, Window);
        return (Hash(file, 0, window[..length]), Hash(file, offset - length, window[..length]));
    }

    private static ulong Hash(SafeFileHandle file, long from, Span<byte> window)
    {
        var filled = 0;
        while (filled < window.Length && RandomAccess.Read(file, window[filled..], from + filled) is > 0 and var read)
        {
            filled += read;
        }

        return ContentHash.Of(window[..filled]);
    }
}
