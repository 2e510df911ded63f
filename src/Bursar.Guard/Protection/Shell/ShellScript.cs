using System.Text;

namespace Bursar.Guard;

/// <summary>
/// Reads the text of a shell command once from left to right and hands every simple command in it to
/// <see cref="CommandCheck"/>, in order. Grammar beyond that is not needed: what stands in a loop or a condition is looked at
/// as if it ran.
/// </summary>
internal sealed partial class ShellScript(string text, ShellState state, int depth)
{
    private StringBuilder _word = new();
    private int _at;
    private int _depth = depth;

    // A here-document begins after the line it is announced on; where the next one begins, or -1.
    private int _documents = -1;
    private int _newline = -1;

    /// <returns>What the script is known to print.</returns>
    public static string? Run(string text, ShellState state, int depth)
    {
        if (depth > ShellState.MaxDepth)
        {
            state.Refuse("Bursar: this command is nested too deeply to be checked. Run its parts one by one.");
            return null;
        }

        return new ShellScript(text, state, depth).Commands('\0');
    }

    /// <param name="end">The character that ends the script beside the end of the text.</param>
    private string? Commands(char end)
    {
        var command = new ShellCommand();
        var printed = new Printed();
        while (state.Refusal is null)
        {
            Blanks();
            if (_at >= text.Length)
            {
                break;
            }

            if (IsTest(command))
            {
                Add(command);
                continue;
            }

            var c = text[_at++];
            switch (c)
            {
                case '\n':
                    command = Finish(command, printed);
                    if (_documents >= 0)
                    {
                        (_at, _documents) = (_documents, -1);
                    }

                    break;
                case ';':
                case '&' when Next is not '>':
                    _at += Next == c && c == '&' ? 1 : 0;
                    command = Finish(command, printed);
                    break;
                case '|':
                    var isPipe = Next is not '|';
                    _at += Next is '|' or '&' ? 1 : 0;
                    command = Finish(command, printed, isPipe);
                    break;
                case '(':
                    command = Parenthesis(command, printed);
                    break;
                case ')':
                    command = Finish(command, printed);
                    if (end == ')')
                    {
                        return printed.Text;
                    }

                    break;
                case '<' or '>' or '&':
                    Redirect(command, c);
                    break;
                case '#':
                    _at = Math.Max(NewlineAfter(_at), _at);
                    break;
                default:
                    _at--;
                    Add(command);
                    break;
            }
        }

        Finish(command, printed);
        return printed.Text;
    }

    private char Next => _at < text.Length ? text[_at] : '\0';

    private ShellCommand Finish(ShellCommand command, Printed printed, bool isPipe = false)
    {
        command.Input ??= printed.Piped;
        printed.Piped = null;
        if (!command.IsEmpty && state.Refusal is null)
        {
            var output = CommandCheck.Run(command, state, _depth);
            if (isPipe)
            {
                printed.Piped = output;
            }
            else
            {
                printed.Add(output);
            }
        }

        return new ShellCommand();
    }

    private ShellCommand Parenthesis(ShellCommand command, Printed printed)
    {
        if (command.Words.Count > 0)
        {
            // f() { …: the body is read as if it ran.
            Blanks();
            _at += Next == ')' ? 1 : 0;
            return new ShellCommand();
        }

        if (Next == '(')
        {
            Arithmetic();
            return command;
        }

        var (cwd, before) = (state.Cwd, state.Before);
        printed.Add(Nested());
        (state.Cwd, state.Before) = (cwd, before);
        return new ShellCommand();
    }

    /// <summary>The script up to the parenthesis that closes it.</summary>
    private string? Nested()
    {
        if (_depth >= ShellState.MaxDepth)
        {
            state.Refuse("Bursar: this command is nested too deeply to be checked. Run its parts one by one.");
            return null;
        }

        _depth++;
        var (documents, word) = (_documents, _word);
        _word = new StringBuilder();
        var output = Commands(')');
        _word = word;
        _documents = Math.Max(documents, _documents);
        _depth--;
        return output;
    }

    private void Add(ShellCommand command)
    {
        if (command.Words is [] && Assignment())
        {
            return;
        }

        ShellWord.Expand(Word(IsTest(command)), command.Words, state);
    }

    /// <summary>Whether the command is a <c>[[ … ]]</c> that has not ended.</summary>
    private static bool IsTest(ShellCommand command)
    {
        var first = 0;
        while (first < command.Words.Count && Programs.IsKeyword(command.Words[first]))
        {
            first++;
        }

        return first < command.Words.Count && command.Words[first] is "[[" && command.Words[^1] is not "]]";
    }

    private void Blanks()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\r')
            {
                _at++;
            }
            else if (text[_at] == Escape && _at + 1 < text.Length && text[_at + 1] == '\n')
            {
                _at += 2;
            }
            else
            {
                return;
            }
        }
    }

    private char Escape => state.IsPowerShell ? '`' : '\\';

    private int NewlineAfter(int at)
    {
        if (_newline < at)
        {
            _newline = text.IndexOf('\n', at) is var found and >= 0 ? found : text.Length;
        }

        return _newline;
    }

    /// <summary>What is known of the output of commands in a row.</summary>
    private sealed class Printed
    {
        private const int MaxText = 16_384;

        public string? Text { get; private set; }

        public string? Piped { get; set; }

        public void Add(string? output)
        {
            if (output is not null && (Text?.Length ?? 0) + output.Length <= MaxText)
            {
                Text = Text is null ? output : $"{Text}\n{output}";
            }
        }
    }
}
