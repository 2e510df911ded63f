using System.Text;
using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>The one pass over a line finds what the searches one after the other find.</summary>
public sealed class LineScanTests
{
    private static readonly string[] Parts = ["\"usage\"", "usage\"", "\"usage", "\\u0061", "\\u001b", "\\\\u0061", "u", "\"", "\\", "\\u00", "us", "age\"", "\n", "\r\n", "x", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ö", "{\"a\":1}"];

    [Theory]
    [InlineData(32)]
    [InlineData(16)]
    [InlineData(1)]
    public void Every_line_ends_where_its_newline_stands_and_none_with_usage_is_passed_over(int width)
    {
        var random = new Random(20261125);
        var (withUsage, without) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var data = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Parts[random.Next(Parts.Length)])));
            var rest = data.AsSpan();
            while (true)
            {
                var end = LineScan.Next(rest, width, out var mayHoldUsage);
                Assert.Equal(rest.IndexOf((byte)'\n'), end);
                var line = end < 0 ? rest : rest[..end];
                if (LineFilter.MayHoldUsage(line))
                {
                    Assert.True(mayHoldUsage, Encoding.UTF8.GetString(line));
                    withUsage++;
                }
                else
                {
                    without += mayHoldUsage ? 0 : 1;
                }

                if (end < 0)
                {
                    break;
                }

                rest = rest[(end + 1)..];
            }
        }

        Assert.True(withUsage > 1_000 && without > 1_000, $"{withUsage} lines with usage, {without} passed over");
    }
}
