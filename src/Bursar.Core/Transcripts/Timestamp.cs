namespace Bursar.Transcripts;

/// <summary>Instants as microseconds since 1970-01-01T00:00:00Z, the ledger's only form of time.</summary>
public static class Timestamp
{
    public const long PerSecond = 1_000_000;

    public static long Of(DateTimeOffset instant) => (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    public static DateTimeOffset ToDateTimeOffset(long at) => new(DateTime.UnixEpoch.Ticks + (at * 10), TimeSpan.Zero);

    /// <summary>
    /// Reads <c>yyyy-MM-ddTHH:mm:ss</c> with any number of fraction digits and <c>Z</c>, an offset or nothing (UTC).
    /// Digits beyond the microsecond are cut.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long at)
    {
        at = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) is not ('t' or ' ') || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        if (!TryDigits(text[..4], out var year) || !TryDigits(text.Slice(5, 2), out var month) || !TryDigits(text.Slice(8, 2), out var day)
            || !TryDigits(text.Slice(11, 2), out var hour) || !TryDigits(text.Slice(14, 2), out var minute) || !TryDigits(text.Slice(17, 2), out var second)
            || year is < 1970 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var rest = text[19..];
        long micros = 0;
        if (rest.Length > 0 && rest[0] is (byte)'.' or (byte)',')
        {
            var digits = 1;
            long unit = 100_000;
            for (; digits < rest.Length && rest[digits] is >= (byte)'0' and <= (byte)'9'; digits++)
            {
                micros += (rest[digits] - '0') * unit;
                unit /= 10;
            }

            if (digits == 1)
            {
                return false;
            }

            rest = rest[digits..];
        }

        if (!TryOffset(rest, out var offsetMinutes))
        {
            return false;
        }

        var days = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay;
        at = (((((days * 24) + hour) * 60) + minute - offsetMinutes) * 60 + second) * PerSecond + micros;
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || (text.Length == 1 && (text[0] | 0x20) == 'z'))
        {
            return true;
        }

        var digits = text.Length switch { 3 => 1, 5 => 2, 6 when text[3] == ':' => 3, _ => 0 };
        if (digits == 0 || text[0] is not ((byte)'+' or (byte)'-') || !TryDigits(text.Slice(1, 2), out var hours) || hours > 18)
        {
            return false;
        }

        var extra = 0;
        if (digits > 1 && (!TryDigits(text[^2..], out extra) || extra > 59))
        {
            return false;
        }

        minutes = ((hours * 60) + extra) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var b in text)
        {
            if (b is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (b - '0');
        }

        return true;
    }
}
