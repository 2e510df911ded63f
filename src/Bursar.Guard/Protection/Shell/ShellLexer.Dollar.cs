using System.Globalization;

namespace Bursar.Guard.Protection.Shell;

/// <content>What begins with <c>$</c> or a backtick.</content>
internal sealed partial class ShellLexer
{
    private void ReadDollar(bool quoted)
    {
        var next = Peek(1);
        switch (next)
        {
            case '(':
                _at++;
                Add(PartKind.Substitution, Inner(')'), quoted);
                break;
            case '{':
                _at++;
                ReadBraced(Inner('}'), quoted);
                break;
            case '\'' when !quoted:
                _at += 2;
                ReadAnsi();
                break;
            case '"' when !quoted:
                _at += 2;
                Quoted('"');
                break;
            case '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                var end = _at + 1;
                while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                {
                    end++;
                }

                Add(PartKind.Variable, text[(_at + 1)..end], quoted);
                _at = end;
                break;
            case '@' or '*' or (>= '0' and <= '9'):
                Add(PartKind.Variable, next == '*' ? "@" : next.ToString(), quoted);
                _at += 2;
                break;
            case '#' or '?' or '-' or '$' or '!':
                _at += 2;
                _literal.Append(Mark.Unknown);
                break;
            default:
                _literal.Append('$');
                _at++;
                break;
        }
    }

    /// <summary><c>${name}</c> and its many forms; what cuts or replaces leaves the value as it is, which sooner protects too much.</summary>
    private void ReadBraced(string inner, bool quoted)
    {
        var end = 0;
        while (end < inner.Length && (char.IsAsciiLetterOrDigit(inner[end]) || inner[end] == '_'))
        {
            end++;
        }

        end = end == 0 && inner is ['@' or '*', ..] ? 1 : end;
        if (end == 0)
        {
            // ${!name}, ${#name}: some other text.
            _literal.Append(Mark.Unknown);
            return;
        }

        var rest = inner.AsSpan(end);
        if (rest is ['[', ..] && rest.IndexOf(']') is > 0 and var close)
        {
            rest = rest[(close + 1)..];
        }

        rest = rest is [':', ..] ? rest[1..] : rest;
        var otherwise = rest is ['-' or '=' or '+', ..] ? Deeper(rest[1..].ToString()).Whole(quoted) : null;
        Flush(quoted);
        _word.Parts.Add(new ShellPart(PartKind.Variable, inner[..end] is "*" ? "@" : inner[..end], quoted, otherwise));
    }

    private ShellLexer Deeper(string inner) => depth > MaxDepth ? throw new TangledException() : new ShellLexer(inner, depth + 1);

    private ShellWord Whole(bool quoted) => quoted ? Quoted(null) : ReadWord();

    private void ReadBackticks(bool quoted)
    {
        var end = _at + 1;
        while (end < text.Length && text[end] != '`')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        end = Math.Min(end, text.Length);
        var inner = text[(_at + 1)..end].Replace("\\`", "`", StringComparison.Ordinal).Replace("\\$", "$", StringComparison.Ordinal).Replace(@"\\", "\\", StringComparison.Ordinal);
        _at = Math.Min(end + 1, text.Length);
        Add(PartKind.Substitution, inner, quoted);
    }

    private void Add(PartKind kind, string content, bool quoted)
    {
        Flush(quoted);
        _word.Parts.Add(new ShellPart(kind, content, quoted));
    }

    /// <summary><c>$'…'</c>: the escapes of C.</summary>
    private void ReadAnsi()
    {
        _word.IsQuoted = true;
        while (_at < text.Length && text[_at] != '\'')
        {
            if (text[_at] != '\\' || _at + 1 >= text.Length)
            {
                _literal.Append(text[_at++]);
                continue;
            }

            var c = text[_at + 1];
            _at += 2;
            switch (c)
            {
                case 'x':
                    Number(2, 16);
                    break;
                case 'u':
                    Number(4, 16);
                    break;
                case 'U':
                    Number(8, 16);
                    break;
                case >= '0' and <= '7':
                    _at--;
                    Number(3, 8);
                    break;
                default:
                    _literal.Append(c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'a' => '\a', 'b' => '\b', 'e' or 'E' => '\e', 'f' => '\f', 'v' => '\v', _ => c });
                    break;
            }
        }

        _at++;
    }

    private void Number(int digits, int radix)
    {
        var value = 0L;
        var end = Math.Min(_at + digits, text.Length);
        while (_at < end && int.TryParse(text.AsSpan(_at, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var digit) && digit < radix)
        {
            value = (value * radix) + digit;
            _at++;
        }

        _literal.Append(value is > 0 and < 0xE000 ? (char)value : '\uFFFD');
    }

    /// <summary>What stands between the bracket here and the one that closes it, quotes and nesting regarded.</summary>
    private string Inner(char close)
    {
        var from = _at + 1;
        var open = new Stack<char>();
        open.Push(close);
        var i = from;
        while (i < text.Length && open.Count > 0)
        {
            var inQuotes = open.Peek() == '"';
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '\'' when !inQuotes:
                    var end = text.IndexOf('\'', i + 1);
                    i = end < 0 ? text.Length : end;
                    break;
                case '"' when inQuotes:
                    open.Pop();
                    break;
                case '"':
                    open.Push('"');
                    break;
                case '$' when i + 1 < text.Length && text[i + 1] is '(' or '{':
                    open.Push(text[++i] == '(' ? ')' : '}');
                    break;
                case '(' when !inQuotes && open.Peek() == ')':
                    open.Push(')');
                    break;
                case ')' or '}' when text[i] == open.Peek():
                    open.Pop();
                    break;
            }

            i++;
        }

        i = Math.Min(i, text.Length);
        var inner = text[Math.Min(from, i)..(open.Count == 0 ? i - 1 : i)];
        _at = i;
        return inner;
    }
}
