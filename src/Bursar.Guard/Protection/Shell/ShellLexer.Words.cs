using System.Buffers;
using System.Text;

namespace Bursar.Guard.Protection.Shell;

/// <content>Words: quotes, escapes, variables and substitutions.</content>
internal sealed partial class ShellLexer
{
    /// <summary>Deeper nesting is not read: it is no command that a person or a model writes.</summary>
    internal const int MaxDepth = 12;

    private static readonly SearchValues<char> InQuotes = SearchValues.Create("\"\\$`");

    private readonly StringBuilder _literal = new();
    private ShellWord _word = new();

    private ShellWord ReadWord()
    {
        _word = new ShellWord();
        while (_at < text.Length)
        {
            var run = text.AsSpan(_at).IndexOfAny(Special);
            run = run < 0 ? text.Length - _at : run;
            _literal.Append(text, _at, run);
            _at += run;
            if (_at >= text.Length || !ReadSpecial())
            {
                break;
            }
        }

        Flush(false);
        return _word;
    }

    /// <returns>False where the word ends.</returns>
    private bool ReadSpecial()
    {
        var c = Peek();
        switch (c)
        {
            case '<' or '>' when Peek(1) == '(' && _literal.Length == 0 && _word.Parts.Count == 0:
                _at++;
                Flush(false);
                _word.Parts.Add(new ShellPart(PartKind.Process, Inner(')'), true));
                return true;
            case '<' or '>' when _word.Parts.Count == 0 && !_word.IsQuoted && IsNumber():
                // The number of a stream, which the redirect belongs to.
                _literal.Clear();
                return false;
            case '(' when _word.Parts.Count == 0 && _literal.Length > 1 && _literal[^1] == '=':
                _word.Array = [.. Deeper(Inner(')')).All().Where(token => token.Kind is TokenKind.Word).Select(token => token.Word!)];
                return true;
            case ' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or '(' or ')' or '<' or '>':
                return false;
            case '\\':
                _word.IsQuoted = true;
                if (Peek(1) is not ('\n' or '\0'))
                {
                    _literal.Append(Peek(1));
                }

                _at += 2;
                return true;
            case '\'':
                var close = text.IndexOf('\'', _at + 1);
                close = close < 0 ? text.Length : close;
                _word.IsQuoted = true;
                _literal.Append(text, _at + 1, close - _at - 1);
                _at = close + 1;
                return true;
            case '"':
                _at++;
                Quoted('"');
                return true;
            case '$':
                ReadDollar(false);
                return true;
            case '`':
                ReadBackticks(false);
                return true;
            default:
                _literal.Append(c switch
                {
                    '~' when _word.Parts.Count == 0 && (_literal.Length == 0 ? !_word.IsQuoted : _literal[^1] is '=' or ':') => Mark.Tilde,
                    '*' => Mark.Any,
                    '?' => Mark.One,
                    '[' => Mark.Set,
                    '{' => Mark.Open,
                    '}' => Mark.Close,
                    _ => c,
                });
                _at++;
                return true;
        }
    }

    private bool IsNumber()
    {
        for (var i = 0; i < _literal.Length; i++)
        {
            if (!char.IsAsciiDigit(_literal[i]))
            {
                return false;
            }
        }

        return _literal.Length is > 0 and < 5;
    }

    /// <summary>Text in which only <c>$</c>, backticks and backslashes act.</summary>
    /// <param name="close">What ends it; null for the end of the text.</param>
    private ShellWord Quoted(char? close)
    {
        _word.IsQuoted = true;
        while (_at < text.Length)
        {
            var run = text.AsSpan(_at).IndexOfAny(InQuotes);
            run = run < 0 ? text.Length - _at : run;
            _literal.Append(text, _at, run);
            _at += run;
            if (_at >= text.Length)
            {
                break;
            }

            switch (text[_at])
            {
                case '"' when close == '"':
                    _at++;
                    return _word;
                case '\\' when Peek(1) is '$' or '`' or '"' or '\\':
                    _literal.Append(Peek(1));
                    _at += 2;
                    break;
                case '\\' when Peek(1) == '\n':
                    _at += 2;
                    break;
                case '$':
                    ReadDollar(true);
                    break;
                case '`':
                    ReadBackticks(true);
                    break;
                default:
                    _literal.Append(text[_at++]);
                    break;
            }
        }

        Flush(true);
        return _word;
    }

    private void Flush(bool quoted)
    {
        if (_literal.Length > 0)
        {
            _word.Parts.Add(new ShellPart(PartKind.Literal, _literal.ToString(), quoted));
            _literal.Clear();
        }
    }
}
