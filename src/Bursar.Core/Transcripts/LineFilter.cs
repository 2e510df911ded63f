namespace Bursar.Transcripts;

/// <summary>The vectorised search that decides whether a line is worth parsing. It may let too much through, never too little.</summary>
internal static class LineFilter
{
    /// <summary>How many bytes of one chunk must be seen again with the next one, so that no needle is cut in two.</summary>
    public const int Overlap = 16;

    /// <summary>What may stand around the object of a line.</summary>
    public static ReadOnlySpan<byte> Space => " \t\r"u8;

    /// <summary>
    /// Usage stands under the key <c>"usage"</c>. Inside a string that imitates it the quotes are escaped, so it does not
    /// match. A writer may escape letters of the key (<c>"us\u0061ge"</c>): such a line is parsed as well.
    /// </summary>
    public static bool MayHoldUsage(ReadOnlySpan<byte> text) => HoldsKey(text) || HoldsEscapedLetter(text);

    private static bool HoldsKey(ReadOnlySpan<byte> text)
    {
        // The search compares the needle's first and last byte; a quote at the front would match at every string.
        var needle = "usage\""u8;
        for (var from = 0; ;)
        {
            var i = text[from..].IndexOf(needle);
            if (i < 0)
            {
                return false;
            }

            from += i;
            if (from > 0 && text[from - 1] == (byte)'"')
            {
                return true;
            }

            from += needle.Length;
        }
    }

    private static bool HoldsEscapedLetter(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var i = text.IndexOf("\\u00"u8);
            if (i < 0 || i + 5 >= text.Length)
            {
                return false;
            }

            if (IsEscapedLetter(text[i..]))
            {
                return true;
            }

            text = text[(i + 5)..];
        }
    }

    /// <summary>Control characters (\u001b in terminal output) are escaped by every writer; letters by hardly any.</summary>
    public static bool IsEscapedLetter(ReadOnlySpan<byte> text) => text.Length > 5 && text.StartsWith("\\u00"u8) && text[4] is >= (byte)'4' and <= (byte)'7';

    /// <summary>Whether the line begins and ends as an object does; a torn line does not.</summary>
    public static bool LooksComplete(ReadOnlySpan<byte> line) => line is [(byte)'{', .., (byte)'}'];
}
