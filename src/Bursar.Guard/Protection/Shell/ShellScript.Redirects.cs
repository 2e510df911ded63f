namespace Bursar.Guard;

internal sealed partial class ShellScript
{
    /// <summary>After the first character of an operator that begins with <c>&lt;</c>, <c>&gt;</c> or <c>&amp;&gt;</c>.</summary>
    private void Redirect(ShellCommand command, char first)
    {
        if (first is not '&' && Next == '(')
        {
            // <(…) and >(…): a script of its own, which the command sees as a file.
            _at++;
            var (cwd, before) = (state.Cwd, state.Before);
            Nested();
            (state.Cwd, state.Before) = (cwd, before);
            command.Words.Add(Mark.UnknownText);
            return;
        }

        if (first is '<' && Next == '<')
        {
            _at++;
            Here(command);
            return;
        }

        var isOutput = first is not '<' || Next == '>';
        var isCopy = false;
        while (Next is '>' or '|' or '&')
        {
            isCopy |= Next == '&' && first is not '&';
            _at++;
        }

        DropDescriptor(command);
        Blanks();
        var target = Operand();
        if (isOutput && !(isCopy && (target is "-" || target.All(char.IsAsciiDigit))))
        {
            ShellWord.Expand(target, command.Outputs, state);
        }
    }

    /// <summary>The 2 of <c>2>file</c> has been read as a word.</summary>
    private void DropDescriptor(ShellCommand command)
    {
        var at = _at - 1;
        while (at >= 0 && text[at] is '>' or '<' or '|' or '&')
        {
            at--;
        }

        if (command.Words is [.., { Length: 1 } last] && at >= 0 && text[at] == last[0] && char.IsAsciiDigit(last[0]) && (at == 0 || text[at - 1] is ' ' or '\t' or '\n'))
        {
            command.Words.RemoveAt(command.Words.Count - 1);
        }
    }

    private string Operand() => _at < text.Length && text[_at] is not ('\n' or ';' or '&' or '|' or '(' or ')' or '<' or '>') ? Word(isTest: false) : "";

    /// <summary>After <c>&lt;&lt;</c>.</summary>
    private void Here(ShellCommand command)
    {
        if (Next == '<')
        {
            _at++;
            Blanks();
            command.Input = Mark.Plain(Operand());
            return;
        }

        var hasTabs = Next == '-';
        _at += hasTabs ? 1 : 0;
        Blanks();
        var start = _at;
        var delimiter = Operand();
        var isLiteral = text.AsSpan(start, Math.Max(0, Math.Min(_at, text.Length) - start)).IndexOfAny("'\"\\") >= 0;
        if (delimiter.Length == 0)
        {
            return;
        }

        var from = Math.Min(text.Length, _documents >= 0 ? _documents : NewlineAfter(_at) + 1);
        var line = from;
        while (line < text.Length)
        {
            var end = text.IndexOf('\n', line) is var found and >= 0 ? found : text.Length;
            var content = text.AsSpan(line, end - line).TrimEnd('\r');
            if ((hasTabs ? content.TrimStart('\t') : content).SequenceEqual(delimiter))
            {
                Document(command, text[from..line], isLiteral, Math.Min(text.Length, end + 1));
                return;
            }

            line = end + 1;
        }

        Document(command, text[from..], isLiteral, text.Length);
    }

    private void Document(ShellCommand command, string body, bool isLiteral, int end)
    {
        _documents = end;
        command.Input = isLiteral ? body : Expanded(body);
    }

    /// <summary><c>NAME=value</c>, <c>NAME+=value</c> or <c>NAME=(values)</c> before a command.</summary>
    private bool Assignment()
    {
        var end = _at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_'))
        {
            end++;
        }

        var isMore = end + 1 < text.Length && text[end] == '+' && text[end + 1] == '=';
        var equals = isMore ? end + 1 : end;
        if (end == _at || equals >= text.Length || text[equals] != '=' || char.IsAsciiDigit(text[_at]))
        {
            return false;
        }

        var name = text[_at..end];
        _at = equals + 1;
        var value = Next == '(' ? List() : Next is ' ' or '\t' or '\r' or '\n' ? "" : Operand();
        state.Set(name, isMore ? state.Get(name) + value : value);
        return true;
    }

    private string List()
    {
        _at++;
        var values = new List<string>();
        while (_at < text.Length && state.Refusal is null)
        {
            Blanks();
            if (Next is ')' or '\0')
            {
                _at++;
                break;
            }

            if (Next is '\n' or ';' or '&' or '|' or '<' or '>' or '(')
            {
                _at++;
                continue;
            }

            ShellWord.Expand(Word(isTest: false), values, state);
        }

        return string.Join(Mark.Split, values);
    }
}
