using System.Globalization;

namespace Bursar.Bench.Corpus;

/// <summary>Identifiers and instants as the client writes them.</summary>
internal static class Names
{
    private const string Letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string Uuid(Dice dice)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, dice.Next());
        BitConverter.TryWriteBytes(bytes[8..], dice.Next());
        bytes[7] = (byte)(bytes[7] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes).ToString("D");
    }

    public static string Message(Dice dice) => "msg_01" + Tail(dice, 22);

    public static string Request(Dice dice) => "req_011C" + Tail(dice, 20);

    public static string ToolUse(Dice dice) => "toolu_01" + Tail(dice, 22);

    public static string Agent(Dice dice) => string.Create(CultureInfo.InvariantCulture, $"a{dice.Next():x16}");

    public static string Instant(long milliseconds) =>
        DateTime.UnixEpoch.AddMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Day(long milliseconds) =>
        DateTime.UnixEpoch.AddMilliseconds(milliseconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Folder(string cwd) => string.Concat(cwd.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    private static string Tail(Dice dice, int length)
    {
        Span<char> tail = stackalloc char[length];
        foreach (ref char c in tail)
        {
            c = Letters[(int)dice.Between(0, Letters.Length)];
        }

        return new string(tail);
    }
}
