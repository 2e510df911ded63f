using System.Globalization;

namespace Bursar.Guard;

internal sealed partial class ShellScript
{
    /// <summary>After a <c>$</c>.</summary>
    private void Dollar(bool isQuoted)
    {
        switch (Next)
        {
            case '(' when _at + 1 < text.Length && text[_at + 1] == '(':
                _at++;
                Arithmetic();
                _word.Append(Mark.Unknown);
                break;
            case '(':
                _at++;
                var (cwd, before) = (state.Cwd, state.Before);
                var output = Nested();
                (state.Cwd, state.Before) = (cwd, before);
                Append(output ?? Mark.UnknownText, isQuoted);
                break;
            case '{':
                _at++;
                Append(Parameter(Body('{', '}')), isQuoted);
                break;
            case '\'' when !isQuoted:
                _at++;
                Ansi();
                break;
            case '"' when !isQuoted:
                _at++;
                Quoted();
                break;
            case var c when char.IsAsciiLetter(c) || c is '_':
                Append(Value(Name()), isQuoted);
                break;
            case '@' or '*':
                _at++;
                Append(Value("@"), isQuoted: false);
                break;
            case var c when char.IsAsciiDigit(c) || c is '?' or '#' or '$' or '!' or '-':
                _at++;
                Append(Value(c.ToString()), isQuoted);
                break;
            default:
                _word.Append('$');
                break;
        }
    }

    private string Name()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_'))
        {
            _at++;
        }

        var name = text[start.._at];
        if (state.IsPowerShell && name.Equals("env", StringComparison.OrdinalIgnoreCase) && Next is ':')
        {
            _at++;
            return Name();
        }

        return name;
    }

    private string Value(string name) => state.Get(name) ?? Mark.UnknownText;

    /// <summary>Up to the character that closes what was opened, with others of the kind and quotes inside; to the end if none does.</summary>
    private string Body(char open, char close)
    {
        var start = _at;
        for (var level = 1; _at < text.Length; _at++)
        {
            var c = text[_at];
            level += c == open ? 1 : c == close ? -1 : 0;
            _at += c is '\\' ? 1 : 0;
            if (level == 0)
            {
                return text[start.._at++];
            }
        }

        _at = text.Length;
        return text[start..];
    }

    /// <summary>After the first of two parentheses.</summary>
    private void Arithmetic()
    {
        _at++;
        Expanded(Body('(', ')'));
        _at += Next == ')' ? 1 : 0;
    }

    /// <summary>The inside of <c>${…}</c>.</summary>
    private string Parameter(string body)
    {
        var end = 0;
        while (end < body.Length && (char.IsAsciiLetterOrDigit(body[end]) || body[end] is '_'))
        {
            end++;
        }

        var (name, rest) = (body[..end], body[end..]);
        if (state.IsPowerShell && rest.StartsWith(':'))
        {
            return Value(rest[1..]);
        }

        if (rest.StartsWith('[') && rest.IndexOf(']', StringComparison.Ordinal) is var subscript and > 0)
        {
            rest = rest[(subscript + 1)..];
        }

        if (name.Length == 0)
        {
            // ${#NAME} is a number; ${!NAME} is another variable's value.
            return rest.StartsWith('!') && state.Get(rest[1..]) is { } other ? Value(other) : Mark.UnknownText;
        }

        var known = state.Get(name);
        var inner = rest.TrimStart(':');
        return inner switch
        {
            "" => known ?? Mark.UnknownText,
            ['-' or '=', ..] => string.IsNullOrEmpty(known) ? Expanded(Tilde(inner[1..])) : known,
            ['+', ..] => Expanded(Tilde(inner[1..])),
            ['?', ..] => known ?? Mark.UnknownText,
            ['%', ..] => known is null ? Mark.UnknownText : Without(known, Expanded(inner.TrimStart('%')), atEnd: true),
            ['#', ..] => known is null ? Mark.UnknownText : Without(known, Expanded(inner.TrimStart('#')), atEnd: false),
            ['/', ..] when known is not null && inner.TrimStart('/').Split('/') is [{ Length: > 0 } from, ..] parts => known.Replace(from, string.Join('/', parts.Skip(1)), StringComparison.Ordinal),
            _ => Mark.UnknownText,
        };
    }

    private string Tilde(string value) => state.Targets.Home is { } home && (value is "~" || value.StartsWith("~/", StringComparison.Ordinal)) ? home + value[1..] : value;

    private static string Without(string value, string part, bool atEnd)
    {
        if (part is "/*" && atEnd)
        {
            return value[..Math.Max(0, value.LastIndexOf('/'))];
        }

        return part.Length == 0 ? value
            : atEnd && value.EndsWith(part, StringComparison.Ordinal) ? value[..^part.Length]
            : !atEnd && value.StartsWith(part, StringComparison.Ordinal) ? value[part.Length..]
            : value;
    }

    /// <summary>After <c>$'</c>.</summary>
    private void Ansi()
    {
        while (_at < text.Length)
        {
            var c = text[_at++];
            if (c is '\'')
            {
                return;
            }

            if (c is not '\\' || _at >= text.Length)
            {
                _word.Append(c);
                continue;
            }

            c = text[_at++];
            _ = c switch
            {
                'n' => _word.Append('\n'),
                't' => _word.Append('\t'),
                'x' => Number(16, 2),
                'u' => Number(16, 4),
                'U' => Number(16, 8),
                >= '0' and <= '7' => Octal(),
                _ => _word.Append(c),
            };
        }
    }

    private System.Text.StringBuilder Octal()
    {
        _at--;
        return Number(8, 3);
    }

    private System.Text.StringBuilder Number(int radix, int digits)
    {
        var value = 0L;
        for (var i = 0; i < digits && _at < text.Length && char.IsAsciiHexDigit(text[_at]) && (radix == 16 || text[_at] is >= '0' and <= '7'); i++)
        {
            value = (value * radix) + int.Parse(text.AsSpan(_at++, 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return value is > 0 and < 0x110000 and not (>= 0xD800 and < 0xE000) ? _word.Append(char.ConvertFromUtf32((int)value)) : _word;
    }
}
