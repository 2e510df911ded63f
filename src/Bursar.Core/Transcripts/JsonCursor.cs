using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Bursar.Transcripts;

/// <summary>
/// Walks one JSON object in UTF-8 without decoding what nobody asked for. Strings and containers are passed over by
/// vectorised search; invalid UTF-8 and unescaped control characters inside strings are tolerated, because a transcript
/// line with a damaged tool output still holds a valid bill.
/// </summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private static readonly SearchValues<byte> Structural = SearchValues.Create("\"{}[]"u8);

    private const int ShortLength = 32;

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;

    /// <summary>Set once the text turns out not to be JSON; every later call then fails too.</summary>
    public bool Failed { get; private set; }

    public readonly int Position => _at;

    /// <summary>The next byte that is not white space, or 0 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Peek()
    {
        var at = _at;
        return at < _json.Length && _json[at] is > (byte)' ' and var next ? next : PeekPastSpace();
    }

    private byte PeekPastSpace()
    {
        while (_at < _json.Length)
        {
            var b = _json[_at];
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return b;
            }

            _at++;
        }

        return 0;
    }

    public bool TryEnter(byte open)
    {
        if (Failed || Peek() != open)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Moves to the next key of the object that was entered; false at its end or when the text is broken.</summary>
    public bool NextKey(out JsonText key)
    {
        key = default;
        if (!NextItem((byte)'}'))
        {
            return false;
        }

        if (!TryReadString(out key) || Peek() != (byte)':')
        {
            Failed = true;
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Moves to the next element of the array that was entered; false at its end or when the text is broken.</summary>
    public bool NextElement() => NextItem((byte)']');

    private bool NextItem(byte close)
    {
        if (Failed)
        {
            return false;
        }

        var b = Peek();
        if (b == close)
        {
            _at++;
            return false;
        }

        if (b == (byte)',')
        {
            _at++;
            b = Peek();
        }

        Failed = b == 0;
        return !Failed;
    }

    public bool TryReadString(out JsonText text)
    {
        text = default;
        if (Failed || Peek() != (byte)'"')
        {
            return false;
        }

        var start = ++_at;
        if (ShortString() is var length and >= 0)
        {
            text = new JsonText(_json.Slice(start, length), escaped: false);
            _at += length + 1;
            return true;
        }

        var escaped = false;
        while (true)
        {
            var i = _json[_at..].IndexOfAny((byte)'"', (byte)'\\');
            if (i < 0 || (_json[_at + i] == (byte)'\\' && _at + i + 2 > _json.Length))
            {
                Failed = true;
                return false;
            }

            _at += i;
            if (_json[_at] == (byte)'"')
            {
                text = new JsonText(_json[start.._at], escaped);
                _at++;
                return true;
            }

            escaped = true;
            _at = Math.Min(_at + 2, _json.Length);
        }
    }

    /// <summary>
    /// The length of the string that begins here, if its end is within 32 bytes and it has no escape, as with almost
    /// every key and id; else -1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int ShortString()
    {
        if (_json.Length - _at < ShortLength)
        {
            return -1;
        }

        uint quotes, escapes;
        if (Vector256.IsHardwareAccelerated)
        {
            var bytes = Vector256.Create(_json.Slice(_at, ShortLength));
            quotes = Vector256.Equals(bytes, Vector256.Create((byte)'"')).ExtractMostSignificantBits();
            escapes = Vector256.Equals(bytes, Vector256.Create((byte)'\\')).ExtractMostSignificantBits();
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            var (low, high) = (Vector128.Create(_json.Slice(_at, Vector128<byte>.Count)), Vector128.Create(_json.Slice(_at + Vector128<byte>.Count, Vector128<byte>.Count)));
            quotes = Vector128.Equals(low, Vector128.Create((byte)'"')).ExtractMostSignificantBits() | (Vector128.Equals(high, Vector128.Create((byte)'"')).ExtractMostSignificantBits() << Vector128<byte>.Count);
            escapes = Vector128.Equals(low, Vector128.Create((byte)'\\')).ExtractMostSignificantBits() | (Vector128.Equals(high, Vector128.Create((byte)'\\')).ExtractMostSignificantBits() << Vector128<byte>.Count);
        }
        else
        {
            return -1;
        }

        // Bits below the first quote; all of them when there is no quote, and then the string is not short.
        return quotes != 0 && (escapes & (quotes ^ (quotes - 1))) == 0 ? BitOperations.TrailingZeroCount(quotes) : -1;
    }

    /// <summary>Reads a number, or a word such as <c>true</c> or <c>null</c>, as it stands.</summary>
    public ReadOnlySpan<byte> ReadBare()
    {
        Peek();
        var start = _at;
        while (_at < _json.Length && _json[_at] is not ((byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'"' or (byte)'{' or (byte)'['))
        {
            _at++;
        }

        Failed |= _at == start;
        return _json[start.._at];
    }

    public void Skip()
    {
        switch (Peek())
        {
            case (byte)'"':
                SkipString();
                break;
            case (byte)'{' or (byte)'[':
                SkipContainer();
                break;
            default:
                ReadBare();
                break;
        }
    }

    /// <summary>
    /// Passes a string by its quotes alone: texts are full of escaped line ends, so stopping at every backslash takes
    /// several times as long as looking back from the few quotes.
    /// </summary>
    private void SkipString()
    {
        var from = _at + 1;
        while (true)
        {
            var i = _json[from..].IndexOf((byte)'"');
            if (i < 0)
            {
                Failed = true;
                return;
            }

            var quote = from + i;
            var before = quote - 1;
            while (before > _at && _json[before] == (byte)'\\')
            {
                before--;
            }

            from = quote + 1;
            if (((quote - 1 - before) & 1) == 0)
            {
                _at = from;
                return;
            }
        }
    }

    private void SkipContainer()
    {
        var depth = 0;
        while (!Failed)
        {
            var i = _json[_at..].IndexOfAny(Structural);
            if (i < 0)
            {
                Failed = true;
                return;
            }

            _at += i;
            switch (_json[_at])
            {
                case (byte)'"':
                    SkipString();
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    _at++;
                    break;
                default:
                    _at++;
                    if (--depth == 0)
                    {
                        return;
                    }

                    break;
            }
        }
    }

    /// <summary>The next value as it stands.</summary>
    public ReadOnlySpan<byte> ReadRaw()
    {
        Peek();
        var start = _at;
        Skip();
        return _json[start..Math.Min(_at, _json.Length)];
    }

    public bool TryReadBool() => Peek() == (byte)'"' ? TryReadString(out var text) && text.Is("true"u8) : ReadOrSkipBare().SequenceEqual("true"u8);

    /// <summary>A string, or nothing when the value is null or of another kind.</summary>
    public JsonText ReadText()
    {
        if (TryReadString(out var text))
        {
            return text;
        }

        Skip();
        return default;
    }

    /// <summary>
    /// A count: an integer, one with zero fraction or exponent, a string that holds one, or null for none. Anything else
    /// (negative, above <paramref name="max"/>, a fraction, a container) is no count.
    /// </summary>
    public bool TryReadCount(long max, out long value)
    {
        value = 0;
        ReadOnlySpan<byte> digits;
        if (TryReadString(out var text))
        {
            digits = text.Raw.Trim((byte)' ');
        }
        else if (Peek() is (byte)'{' or (byte)'[')
        {
            Skip();
            return false;
        }
        else
        {
            digits = ReadBare();
            if (digits.SequenceEqual("null"u8))
            {
                return true;
            }
        }

        if (Utf8Parser.TryParse(digits, out value, out var used) && used == digits.Length)
        {
            return value >= 0 && value <= max;
        }

        if (decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var exact) && decimal.IsInteger(exact) && exact >= 0 && exact <= max)
        {
            value = (long)exact;
            return true;
        }

        return false;
    }

    private ReadOnlySpan<byte> ReadOrSkipBare()
    {
        if (Peek() is (byte)'{' or (byte)'[')
        {
            Skip();
            return default;
        }

        return ReadBare();
    }
}

/// <summary>A JSON string as it stands between its quotes; escapes are resolved only when somebody needs the text.</summary>
internal readonly ref struct JsonText(ReadOnlySpan<byte> raw, bool escaped)
{
    public ReadOnlySpan<byte> Raw { get; } = raw;
    public bool Escaped { get; } = escaped;
    public bool IsEmpty => Raw.IsEmpty;

    public bool Is(ReadOnlySpan<byte> expected)
    {
        if (!Escaped)
        {
            return Raw.SequenceEqual(expected);
        }

        // An escape never makes a text longer than six bytes per byte; longer raw text cannot be the expected one.
        return Raw.Length <= expected.Length * 6 && string.Equals(Decode(), Encoding.UTF8.GetString(expected), StringComparison.Ordinal);
    }

    public bool StartsWith(ReadOnlySpan<byte> prefix) => Escaped ? Encoding.UTF8.GetBytes(Decode()).AsSpan().StartsWith(prefix) : Raw.StartsWith(prefix);

    /// <summary>The text's bytes, escapes resolved.</summary>
    public ReadOnlySpan<byte> Bytes => Escaped ? Encoding.UTF8.GetBytes(Decode()) : Raw;

    public string Decode()
    {
        var text = Encoding.UTF8.GetString(Raw);
        return Escaped ? Unescape(text) : text;
    }

    private static string Unescape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            var c = text[++i];
            if (c == 'u' && i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code))
            {
                result.Append((char)code);
                i += 4;
            }
            else
            {
                result.Append(c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => c });
            }
        }

        return result.ToString();
    }
}
