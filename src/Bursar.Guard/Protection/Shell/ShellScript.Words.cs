using System.Buffers;

namespace Bursar.Guard;

internal sealed partial class ShellScript
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:+@%");

    /// <param name="isTest">In <c>[[ … ]]</c> the operators of the shell are words.</param>
    private string Word(bool isTest)
    {
        var rest = text.AsSpan(_at);
        var plain = rest.IndexOfAnyExcept(Plain) is var found and >= 0 ? found : rest.Length;
        if (plain > 0 && (plain == rest.Length || rest[plain] is ' ' or '\n' or ';' or '|' or ')'))
        {
            _at += plain;
            return rest[..plain].ToString();
        }

        _word.Clear();
        var start = _at;
        while (_at < text.Length && state.Refusal is null)
        {
            var c = text[_at];
            if (c is ' ' or '\t' or '\r' or '\n' || (!isTest && c is ';' or '&' or '|' or '<' or '>' or '(' or ')'))
            {
                break;
            }

            _at++;
            if (c == Escape)
            {
                Escaped();
            }
            else if (c is '\'')
            {
                var close = text.IndexOf('\'', _at) is var quote and >= 0 ? quote : text.Length;
                _word.Append(text, _at, close - _at);
                _at = Math.Min(text.Length, close + 1);
            }
            else if (c is '"')
            {
                Quoted();
            }
            else if (c is '$')
            {
                Dollar(isQuoted: false);
            }
            else if (c is '`')
            {
                Append(Backticks(), isQuoted: false);
            }
            else if (c is '~' && (_at - 1 == start || text[_at - 2] is '=' or ':') && (_at == text.Length || text[_at] is '/' or ' ' or '\t' or '\n' or ';' or ')' or '&' or '|' or ':'))
            {
                _word.Append(state.Targets.Home ?? "~");
            }
            else
            {
                _word.Append(Mark.Of(c));
            }
        }

        if (_at == start)
        {
            // An operator where a word should be: passed over, so that reading goes on.
            _at++;
        }

        return _word.ToString();
    }

    private void Escaped()
    {
        if (_at < text.Length)
        {
            var c = text[_at++];
            if (c != '\n')
            {
                _word.Append(c);
            }
        }
    }

    /// <summary>To the closing quotation mark; what is in it is one word.</summary>
    private void Quoted()
    {
        while (_at < text.Length && state.Refusal is null)
        {
            var run = text.AsSpan(_at).IndexOfAny("\"\\$`");
            run = run < 0 ? text.Length - _at : run;
            _word.Append(text, _at, run);
            _at += run;
            if (_at >= text.Length)
            {
                return;
            }

            var c = text[_at++];
            if (c is '"')
            {
                return;
            }

            if (c == Escape)
            {
                if (Next is '"' or '\\' or '$' or '`' or '\n')
                {
                    Escaped();
                }
                else
                {
                    _word.Append(c);
                }
            }
            else if (c is '$')
            {
                Dollar(isQuoted: true);
            }
            else if (c is '`')
            {
                Append(Backticks(), isQuoted: true);
            }
            else
            {
                _word.Append(c);
            }
        }
    }

    private string Backticks()
    {
        var inner = new System.Text.StringBuilder();
        while (_at < text.Length)
        {
            var c = text[_at++];
            if (c is '`')
            {
                break;
            }

            if (c is '\\' && Next is '`' or '\\' or '$')
            {
                c = text[_at++];
            }

            inner.Append(c);
        }

        return InSubshell(inner.ToString()) ?? Mark.UnknownText;
    }

    private string? InSubshell(string script)
    {
        var (cwd, before) = (state.Cwd, state.Before);
        var output = Run(script, state, _depth + 1);
        (state.Cwd, state.Before) = (cwd, before);
        return output;
    }

    /// <summary>The value of an expansion: one word when quoted, else words of their own with wildcards in force.</summary>
    private void Append(string value, bool isQuoted)
    {
        state.Expanded += value.Length;
        value = state.HasExpandedEnough ? Mark.UnknownText : value;
        if (isQuoted)
        {
            _word.Append(value.TrimEnd('\n'));
            return;
        }

        foreach (var c in value)
        {
            _word.Append(c is ' ' or '\t' or '\n' ? Mark.Split : c is '*' or '?' or '[' ? Mark.Of(c) : c);
        }
    }

    /// <summary>Text in which only expansions mean something: a here-document, arithmetic, a default value.</summary>
    private string Expanded(string inner)
    {
        if (inner.AsSpan().IndexOfAny('$', '`') < 0)
        {
            return inner;
        }

        if (_depth >= ShellState.MaxDepth)
        {
            state.Refuse("Bursar: this command is nested too deeply to be checked. Run its parts one by one.");
            return inner;
        }

        var script = new ShellScript(inner, state, _depth + 1);
        while (script._at < inner.Length && state.Refusal is null)
        {
            script.Quoted();
            script._word.Append(script._at < inner.Length ? "\"" : "");
        }

        return script._word.ToString();
    }
}
