using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace Bursar.Cli.Mcp.Tools;

/// <summary>The arguments of a call, checked: what a model got wrong is told so that it can do better.</summary>
internal sealed class ToolArguments(string tool, CallToolRequestParams? request, IReadOnlyList<string> known)
{
    /// <summary>Where Claude Code puts the id of the call, by which it is found in the transcript (seen in 2.1.197).</summary>
    private const string CallIdKey = "claudecode/toolUseId";

    /// <summary>Longer than any id, name or path that is meant.</summary>
    private const int MaxText = 1_000;

    public IDictionary<string, JsonElement>? Given { get; } = request?.Arguments;

    /// <summary>The id of the call in the transcript; null where the client does not tell.</summary>
    public string? CallId => request?.Meta?[CallIdKey] is JsonValue value && value.TryGetValue<string>(out var id) && id.Length > 0 ? id : null;

    public void RefuseUnknown()
    {
        if (Given?.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw UserError.BadInput($"{tool}: there is no argument '{unknown}'; expected {(known.Count == 0 ? "none" : string.Join(", ", known))}.");
        }
    }

    /// <summary>Null when it is left out, null or empty.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Trim() switch
        {
            "" => null,
            { Length: > MaxText } much => throw UserError.BadInput($"{tool}: {name} has {much.Length} characters; expected at most {MaxText}."),
            var some => some,
        },
        { } other => throw Wrong(name, "a text", other),
    };

    public string Required(string name) => Text(name) ?? throw UserError.BadInput($"{tool}: {name} is missing; expected a text.");

    /// <summary>Dollars, exactly as they were written.</summary>
    public decimal? Dollars(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var value) && value > 0 => value,
        { } other => throw Wrong(name, "a number of dollars greater than 0", other),
    };

    public long? Count(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var value) && value is > 0 and <= long.MaxValue && decimal.IsInteger(value) => (long)value,
        { } other => throw Wrong(name, "a whole number greater than 0", other),
    };

    public DateOnly? Day(string name) => Text(name) switch
    {
        null => null,
        { } text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
        { } text => throw UserError.BadInput($"{tool}: {name}: '{text}' is not a day; expected YYYY-MM-DD."),
    };

    private JsonElement? Find(string name) => Given is not null && Given.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    private UserError Wrong(string name, string expected, JsonElement value) =>
        UserError.BadInput($"{tool}: {name} is {(value.ValueKind is JsonValueKind.Number ? value.GetRawText() : value.ValueKind.ToString().ToLowerInvariant())}; expected {expected}.");
}
