using System.Text.Json;

namespace Bursar.Policy;

/// <summary>The values of a policy file, and the errors that were found in them: each names file, JSON path, and what is allowed.</summary>
internal sealed class PolicyFields(string path)
{
    public List<string> Errors { get; } = [];

    /// <summary>The properties that are known and stand there once; of the others it is told.</summary>
    /// <param name="json">An object.</param>
    /// <param name="at">Its JSON path.</param>
    /// <param name="known">Null when unknown keys are somebody else's.</param>
    public IEnumerable<JsonProperty> Properties(JsonElement json, string at, string[]? known)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!seen.Add(property.Name))
            {
                Error($"{at}.{property.Name}", "stands there twice; expected once");
            }
            else if (known is not null && Array.IndexOf(known, property.Name) < 0)
            {
                Error($"{at}.{property.Name}", $"unknown key; expected {string.Join(", ", known.Where(key => key is not "$schema"))}");
            }
            else
            {
                yield return property;
            }
        }
    }

    public string? Word(JsonElement json, string at, params string[] words)
    {
        if (json.ValueKind == JsonValueKind.String && Array.IndexOf(words, json.GetString()) >= 0)
        {
            return json.GetString();
        }

        return Fail<string>(at, $"{Shown(json)} is not known; expected {string.Join(", ", words[..^1])} or {words[^1]}");
    }

    public string? Text(JsonElement json, string at) => json.ValueKind == JsonValueKind.String && json.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
        ? text
        : Fail<string>(at, $"found {(json.ValueKind == JsonValueKind.String ? "an empty text" : Kind(json))}; expected a text");

    public Enforcement Enforcement(JsonElement json, string at) => Enforcements.Parse(Word(json, at, [.. Enforcements.Words])) ?? Policy.Enforcement.FailFast;

    public void Error(string at, string what) => Errors.Add($"{path}: {at}: {what}.");

    public T? Fail<T>(string at, string what)
        where T : class
    {
        Error(at, what);
        return null;
    }

    public static string Kind(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => json.ValueKind == JsonValueKind.True ? "true" : "false",
    };

    private static string Shown(JsonElement json) => json.ValueKind == JsonValueKind.String ? $"'{json.GetString()}'" : Kind(json);
}
