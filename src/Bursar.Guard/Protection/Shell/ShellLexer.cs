using System.Buffers;

namespace Bursar.Guard.Protection.Shell;

/// <summary>
/// Splits a command into words, operators and redirects as a POSIX shell or bash does. It never fails: what does not end,
/// ends with the text. Each character is looked at a bounded number of times.
/// </summary>
internal sealed partial class ShellLexer(string text, int depth)
{
    private static readonly SearchValues<char> WordBreaks = SearchValues.Create(" \t\r\n;&|()<>");
    private static readonly SearchValues<char> Special = SearchValues.Create(" \t\r\n;&|()<>\\'\"`$~*?[{}");

    private readonly List<(ShellWord Body, string Delimiter, bool Quoted, bool Tabs)> _pending = [];
    private int _at;

    public static List<ShellToken> Split(string text, int depth) => new ShellLexer(text, depth).All();

    private List<ShellToken> All()
    {
        var tokens = new List<ShellToken>();
        do
        {
            tokens.Add(Next());
        }
        while (tokens[^1].Kind is not TokenKind.End);
        return tokens;
    }

    private char Peek(int ahead = 0) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private ShellToken Next()
    {
        while (true)
        {
            while (Peek() is ' ' or '\t' or '\r' || (Peek() == '\\' && Peek(1) == '\n'))
            {
                _at += Peek() == '\\' ? 2 : 1;
            }

            if (_at >= text.Length)
            {
                return new ShellToken(TokenKind.End, "");
            }

            if (Peek() != '#')
            {
                break;
            }

            var end = text.IndexOf('\n', _at);
            _at = end < 0 ? text.Length : end;
        }

        switch (Peek())
        {
            case '\n':
                _at++;
                ReadHereDocs();
                return new ShellToken(TokenKind.Operator, "\n");
            case '&' when Peek(1) == '>':
                _at += Peek(2) == '>' ? 3 : 2;
                return new ShellToken(TokenKind.Redirect, ">", Target());
            case ';' or '&' or '|':
                var op = Peek() == Peek(1) ? text.Substring(_at, 2) : Peek() == '|' && Peek(1) == '&' ? "|&" : text.Substring(_at, 1);
                _at += op.Length;
                return new ShellToken(TokenKind.Operator, op == "|&" ? "|" : op);
            case '(' or ')':
                return new ShellToken(TokenKind.Operator, text[_at++] == '(' ? "(" : ")");
            case '<' or '>' when Peek(1) != '(':
                return Redirect();
            default:
                // The number before a redirect leaves an empty word, which is none.
                return ReadWord() is { } word && (word.Parts.Count > 0 || word.IsQuoted || word.Array is not null) ? new ShellToken(TokenKind.Word, "", word) : Next();
        }
    }

    private ShellToken Redirect()
    {
        var writes = Peek() == '>' || Peek(1) == '>';
        if (!writes && Peek(1) == '<')
        {
            if (Peek(2) == '<')
            {
                _at += 3;
                return new ShellToken(TokenKind.Redirect, "<<<", Target());
            }

            _at += Peek(2) == '-' ? 3 : 2;
            return HereDoc(text[_at - 1] == '-');
        }

        _at++;
        while (Peek() is '>' or '|' or '&')
        {
            _at++;
        }

        return new ShellToken(TokenKind.Redirect, writes ? ">" : "<", Target());
    }

    private ShellToken HereDoc(bool tabs)
    {
        var delimiter = Target();
        var body = new ShellWord { IsQuoted = true };
        _pending.Add((body, string.Concat(delimiter.Parts.Select(part => Mark.Plain(part.Text))), delimiter.IsQuoted, tabs));
        return new ShellToken(TokenKind.Redirect, "<<", body);
    }

    private ShellWord Target()
    {
        while (Peek() is ' ' or '\t')
        {
            _at++;
        }

        return _at < text.Length && (!WordBreaks.Contains(Peek()) || (Peek() is '<' or '>' && Peek(1) == '(')) ? ReadWord() : ShellWord.Empty;
    }

    /// <summary>The texts of the here-documents that the line named, which begin after it.</summary>
    private void ReadHereDocs()
    {
        foreach (var (body, delimiter, quoted, tabs) in _pending)
        {
            var from = _at;
            var to = text.Length;
            while (_at < text.Length)
            {
                var end = text.IndexOf('\n', _at);
                end = end < 0 ? text.Length : end;
                var line = text.AsSpan(_at, end - _at);
                var isLast = (tabs ? line.TrimStart('\t') : line).TrimEnd('\r').SequenceEqual(delimiter);
                to = isLast ? _at : text.Length;
                _at = Math.Min(end + 1, text.Length);
                if (isLast)
                {
                    break;
                }
            }

            var content = text[from..to];
            if (quoted || content.AsSpan().IndexOfAny('$', '`', '\\') < 0)
            {
                body.Parts.Add(new ShellPart(PartKind.Literal, content, true));
            }
            else
            {
                body.Parts.AddRange(Deeper(content).Quoted(null).Parts);
            }
        }

        _pending.Clear();
    }
}
