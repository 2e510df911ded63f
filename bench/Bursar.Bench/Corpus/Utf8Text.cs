using System.Runtime.CompilerServices;
using System.Text;

namespace Bursar.Bench.Corpus;

/// <summary>A growing run of UTF-8 that takes interpolated templates, so that a line of JSON reads as what it will be.</summary>
internal sealed class Utf8Text
{
    private byte[] _bytes = new byte[16 * 1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    public void Add(string text) => Length += Encoding.UTF8.GetBytes(text, Room(text.Length * 3));

    public void Add(long number)
    {
        number.TryFormat(Room(20), out int written);
        Length += written;
    }

    /// <summary>The template has written itself by the time this is called.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] ref Template template)
    {
    }

    public void Overwrite(ReadOnlySpan<byte> what, ReadOnlySpan<byte> with)
    {
        Span<byte> rest = _bytes.AsSpan(0, Length);
        for (int at; (at = rest.IndexOf(what)) >= 0; rest = rest[(at + what.Length)..])
        {
            with.CopyTo(rest[at..]);
        }
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - Length < length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        }

        return _bytes.AsSpan(Length);
    }

    [InterpolatedStringHandler]
    internal readonly ref struct Template
    {
        private readonly Utf8Text _target;

        public Template(int literalLength, int formattedCount, Utf8Text target)
        {
            _target = target;
            _target.Room(literalLength + formattedCount);
        }

        public void AppendLiteral(string text) => _target.Add(text);

        public void AppendFormatted(string text) => _target.Add(text);

        public void AppendFormatted(long number) => _target.Add(number);

        public void AppendFormatted(bool truth) => _target.Add(truth ? "true" : "false");

        public void AppendFormatted(ReadOnlyMemory<byte> text) => _target.Add(text.Span);
    }
}
