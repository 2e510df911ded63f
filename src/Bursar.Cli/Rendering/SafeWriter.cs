using System.Buffers;
using System.Text;

namespace Bursar.Cli.Rendering;

/// <summary>
/// Text for people, who may read it in a terminal: names in it come from transcripts, and a control character or a mark of
/// writing direction in one of them must not steer the terminal or hide what follows. Ends of lines and tabs go through.
/// </summary>
internal sealed class SafeWriter : TextWriter
{
    private const char Instead = '\uFFFD';

    private static readonly SearchValues<char> Steering = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(c => char.IsControl(c) && c is not ('\n' or '\t')),
            '\u200E', '\u200F', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2028', '\u2029', '\u2066', '\u2067', '\u2068', '\u2069']);

    private readonly TextWriter _inner;

    public SafeWriter(TextWriter inner)
    {
        _inner = inner;
        NewLine = inner.NewLine;
    }

    public override Encoding Encoding => _inner.Encoding;

    /// <summary>The text as it is shown.</summary>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAny(Steering) < 0)
        {
            return text;
        }

        var clean = text.ToCharArray();
        clean.AsSpan().ReplaceAny(Steering, Instead);
        return new string(clean);
    }

    /// <summary>The same on one line: a name that holds the end of one must not break a table.</summary>
    public static string Line(string text) => Clean(text).Replace('\n', ' ').Replace('\t', ' ');

    public override void Write(char value) => _inner.Write(Steering.Contains(value) ? Instead : value);

    public override void Write(string? value) => _inner.Write(value is null ? null : Clean(value));

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IndexOfAny(Steering) < 0)
        {
            _inner.Write(buffer);
        }
        else
        {
            _inner.Write(Clean(new string(buffer)));
        }
    }

    public override void Flush() => _inner.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
