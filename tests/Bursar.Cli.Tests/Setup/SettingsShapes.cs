using System.Text;

namespace Bursar.Cli.Tests.Setup;

/// <summary>Settings files as people and programs write them: any layout, any line end, hooks of others, values that a rewrite would change.</summary>
internal sealed class SettingsShapes(int seed)
{
    private static readonly string[] Leaves = ["1", "-0", "1.50e+3", "true", "null", "\"\"", "\"a\\/b\"", "\"\\u00e9\"", "\"é ☃ 🪙\"", "\"say \\\"hi\\\" {[,:]}\"", "\"C:\\\\bursar\""];
    private static readonly string[] Events = ["SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop", "SessionEnd", "Notification", "PreCompact"];
    private static readonly string[] Commands = ["\"echo done\"", "\"'/opt/my tools/lint' --fix\"", "\"cat bursar-hook\"", "\"/usr/bin/bursar-hooks\""];

    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();
    private string _unit = "";
    private string _colon = "";
    private string _comma = "";
    private string _newLine = "";
    private bool _isIndented;
    private bool _mayBeEmpty;

    /// <param name="mayBeEmpty">Some objects and arrays that Bursar adds to are there and empty.</param>
    public byte[] Next(bool mayBeEmpty)
    {
        _text.Clear();
        _mayBeEmpty = mayBeEmpty;
        _unit = Pick("  ", "    ", "\t", " ");
        _colon = Pick(": ", ":", " : ", ":\t");
        _comma = Pick("", " ", "  ");
        _newLine = Pick("\n", "\r\n");
        _isIndented = _random.Next(3) > 0;
        var isWithMark = _random.Next(4) == 0;
        _text.Append(Pick("", "", " ", _newLine));
        var members = Enumerable.Range(0, _random.Next(4)).Select(i => ($"setting{i}", (Action<int, bool>)Anything)).ToList();
        if (members.Count == 0 && !mayBeEmpty)
        {
            members.Add(("model", Anything));
        }

        if (_random.Next(4) > 0)
        {
            members.Insert(_random.Next(members.Count + 1), ("hooks", Hooks));
        }

        Object(members, 0, _isIndented);
        _text.Append(Pick("", _newLine, _newLine + _newLine, " "));
        return [.. isWithMark ? Encoding.UTF8.GetPreamble() : [], .. Encoding.UTF8.GetBytes(_text.ToString())];
    }

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    private void Hooks(int depth, bool isIndented)
    {
        var events = Events.Where(_ => _random.Next(3) == 0).ToList();
        if (events.Count == 0 && !_mayBeEmpty)
        {
            events.Add("Stop");
        }

        Object([.. events.Select(name => (name, (Action<int, bool>)Groups))], depth, isIndented);
    }

    private void Groups(int depth, bool isIndented) => Array(_random.Next(_mayBeEmpty ? 0 : 1, 3), depth, isIndented, (below, inner) => Object(
        [.. _random.Next(2) == 0 ? new (string, Action<int, bool>)[] { ("matcher", (_, _) => _text.Append("\"Bash\"")) } : [], ("hooks", Handlers)], below, inner));

    private void Handlers(int depth, bool isIndented) => Array(_random.Next(1, 3), depth, isIndented, (below, inner) => Object(
        [("type", (_, _) => _text.Append("\"command\"")), ("command", (_, _) => _text.Append(Pick(Commands)))], below, inner));

    private void Anything(int depth, bool isIndented)
    {
        switch (depth > 3 ? 0 : _random.Next(4))
        {
            case 1:
                Object([.. Enumerable.Range(0, _random.Next(3)).Select(i => ($"key {i}", (Action<int, bool>)Anything))], depth, isIndented);
                break;
            case 2:
                Array(_random.Next(3), depth, isIndented, Anything);
                break;
            default:
                _text.Append(Pick(Leaves));
                break;
        }
    }

    private void Object(List<(string Name, Action<int, bool> Value)> members, int depth, bool isIndented) => Container('{', '}', members.Count, depth, isIndented, (i, below, inner) =>
    {
        _text.Append('"').Append(members[i].Name).Append('"').Append(_colon);
        members[i].Value(below, inner);
    });

    private void Array(int count, int depth, bool isIndented, Action<int, bool> item) => Container('[', ']', count, depth, isIndented, (_, below, inner) => item(below, inner));

    private void Container(char open, char close, int count, int depth, bool isIndented, Action<int, int, bool> element)
    {
        // People keep short lists on one line in a file that is indented otherwise.
        isIndented &= depth == 0 || _random.Next(5) > 0;
        _text.Append(open);
        for (var i = 0; i < count; i++)
        {
            _text.Append(i == 0 ? "" : ",").Append(isIndented ? Line(depth + 1) : i == 0 ? "" : _comma);
            element(i, depth + 1, isIndented);
        }

        _text.Append(count > 0 && isIndented ? Line(depth) : count == 0 && _mayBeEmpty ? Pick("", " ") : "").Append(close);
    }

    private string Line(int depth) => _newLine + string.Concat(Enumerable.Repeat(_unit, depth));
}
