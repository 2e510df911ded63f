using System.Globalization;
using Bursar.Attribution;

namespace Bursar.Transcripts;

/// <summary>Where a transcript's conversation stands: what the response at hand stands in, and what the next one will.</summary>
internal struct TurnState
{
    private const char Separator = '\n';

    /// <summary>The response that the last assistant line belonged to, by a hash of its message id; its other lines are the same response.</summary>
    private ulong _response;

    /// <summary>A scheduled task has fired, and its prompt is still to come.</summary>
    private bool _fired;

    private TurnContext _current;
    private TurnContext _next;

    /// <summary>Which response the last lines are of, where ids do not tell.</summary>
    public ResponseChain Chain;

    /// <summary>A line of a response, in the order of the transcript.</summary>
    public TurnContext Respond(ulong response)
    {
        if (response != _response)
        {
            (_response, _current, _fired) = (response, _next, false);
            _next = _next with { Answers = null };
        }

        return _current;
    }

    /// <summary>A tool that the response at hand calls.</summary>
    public void Call(string tool, string? skill, ToolListCache lists) =>
        _next = _next with { Answers = lists.Add(_next.Answers, tool), Skill = skill ?? _next.Skill };

    public void Fire() => (_next, _fired) = (new TurnContext(TurnKind.Scheduled, "scheduled", null, null), true);

    public void Prompt(in PromptLine prompt)
    {
        switch (prompt.Beginning)
        {
            case PromptBeginning.Continuation:
                _next = _next with { Skill = null, Answers = null };
                break;
            case PromptBeginning.Automatic:
                _next = new TurnContext(TurnKind.Scheduled, _fired ? "scheduled" : prompt.Name, null, null);
                break;
            case PromptBeginning.Command:
                _next = new TurnContext(_fired ? TurnKind.Scheduled : TurnKind.Command, _fired ? "scheduled" : null, prompt.Name, null);
                break;
            case PromptBeginning.Human when _fired && !prompt.IsTyped:
                break;
            default:
                _next = new TurnContext(TurnKind.Prompt, null, null, null);
                break;
        }
    }

    /// <summary>For the ledger, so that reading goes on where it stopped; null at the beginning.</summary>
    public readonly string? Save() => Equals(default(TurnState)) ? null
        : string.Join(Separator, Number((long)_current.Kind), _current.Label, _current.Skill, _current.Answers, Number((long)_next.Kind), _next.Label, _next.Skill, _next.Answers, Number((long)_response), _fired ? "1" : "", Chain.Save());

    public static TurnState Load(string? text) => text?.Split(Separator) is not { Length: 10 or 11 } parts ? default : new TurnState
    {
        _current = new TurnContext((TurnKind)Number(parts[0]), Text(parts[1]), Text(parts[2]), Text(parts[3])),
        _next = new TurnContext((TurnKind)Number(parts[4]), Text(parts[5]), Text(parts[6]), Text(parts[7])),
        _response = (ulong)Number(parts[8]),
        _fired = parts[9].Length > 0,
        Chain = parts.Length > 10 ? ResponseChain.Load(parts[10]) : default,
    };

    private readonly bool Equals(in TurnState other) => _response == other._response && _fired == other._fired && _current == other._current && _next == other._next && Chain.Equals(other.Chain);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static string? Text(string text) => text.Length == 0 ? null : text;
}

/// <summary>Lists that were made once, so that the hundred thousandth response with two calls allocates nothing.</summary>
internal sealed class ToolListCache
{
    private const int MaxLists = 4096;

    private readonly Dictionary<(string? List, string Tool), string> _lists = [];

    public string Add(string? list, string tool)
    {
        if (!_lists.TryGetValue((list, tool), out var longer))
        {
            if (_lists.Count == MaxLists)
            {
                _lists.Clear();
            }

            longer = ToolList.Add(list, tool);
            _lists.Add((list, tool), longer);
        }

        return longer;
    }
}
