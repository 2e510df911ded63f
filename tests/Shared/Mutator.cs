using System.Text;

namespace Bursar.Testing;

/// <summary>Damages a text as files, people and attackers do: bytes flipped, cut, doubled, swapped for what parsers stumble over.</summary>
internal static class Mutator
{
    private static readonly byte[][] Nasty = [.. new[] { "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "NaN", "-1", "1e999", "99999999999999999999", "\\u0000", "\\ud800", "\"usage\":{", "\n", "\r\n", "\0", "1.5", "\"\"", "{}", "[]", "2026-02-30", "-0", "1e-30" }.Select(Encoding.UTF8.GetBytes), [0xff], [0xc3, 0x28], [0xef, 0xbb, 0xbf]];

    public static byte[] Mutate(byte[] text, Random random)
    {
        var bytes = text.ToList();
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(0, 20), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, Nasty[random.Next(Nasty.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(at, Nasty[random.Next(Nasty.Length)]);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                default:
                    if (random.Next(8) == 0)
                    {
                        bytes.RemoveRange(at, bytes.Count - at);
                    }

                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Swaps one value of a JSON text for another kind, so that it stays JSON.</summary>
    public static string SwapValue(string json, Random random)
    {
        var colons = Enumerable.Range(0, json.Length).Where(i => json[i] == ':').ToArray();
        var from = colons[random.Next(colons.Length)] + 1;
        var to = json.IndexOfAny([',', '}', ']', '{', '['], from);
        return to <= from ? json : json[..from] + new[] { "null", "\"\"", "-1", "1e27", "0.000000000000000001", "[null]", "{}", "true", "\"x\"", "99999999999", "\"9999-99-99\"", "79228162514264337593543950335" }[random.Next(12)] + json[to..];
    }
}
