using System.Globalization;
using System.Text.Json;

namespace Bursar.Cli.Mcp.Tools;

/// <summary>The arguments of a call, checked: what a model got wrong is told so that it can do better.</summary>
internal sealed class ToolArguments(string tool, IDictionary<string, JsonElement>? given, IReadOnlyList<string> known)
{
    public void RefuseUnknown()
    {
        if (given?.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw UserError.BadInput($"{tool}: there is no argument '{unknown}'; expected {(known.Count == 0 ? "none" : string.Join(", ", known))}.");
        }
    }

    /// <summary>Null when it is left out, null or empty.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Trim() is { Length: > 0 } some ? some : null,
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
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) && value > 0 => value,
        { } other => throw Wrong(name, "a whole number greater than 0", other),
    };

    public DateOnly? Day(string name) => Text(name) switch
    {
        null => null,
        { } text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
        { } text => throw UserError.BadInput($"{tool}: {name}: '{text}' is not a day; expected YYYY-MM-DD."),
    };

    private JsonElement? Find(string name) => given is not null && given.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    private UserError Wrong(string name, string expected, JsonElement value) =>
        UserError.BadInput($"{tool}: {name} is {(value.ValueKind is JsonValueKind.Number ? value.GetRawText() : value.ValueKind.ToString().ToLowerInvariant())}; expected {expected}.");
}
