using System.Text.Json;
using System.Text.RegularExpressions;

namespace Bursar.Tests.Policy;

/// <summary>The part of JSON Schema 2020-12 that docs/policy.schema.json uses; any other keyword is an error, not passed over.</summary>
internal sealed class SchemaChecker(JsonElement root)
{
    public bool Accepts(JsonElement json) => Accepts(root, json);

    private bool Accepts(JsonElement schema, JsonElement json) => schema.EnumerateObject().All(keyword => Holds(schema, keyword.Name, keyword.Value, json));

    private bool Holds(JsonElement schema, string keyword, JsonElement value, JsonElement json) => keyword switch
    {
        "$schema" or "$id" or "title" or "description" or "$defs" or "then" => true,
        "$ref" => Accepts(Resolve(value.GetString()!), json),
        "type" => IsOf(value.GetString()!, json),
        "enum" => value.EnumerateArray().Any(item => JsonElement.DeepEquals(item, json)),
        "const" => JsonElement.DeepEquals(value, json),
        "anyOf" => value.EnumerateArray().Any(part => Accepts(part, json)),
        "oneOf" => value.EnumerateArray().Count(part => Accepts(part, json)) == 1,
        "if" => !Accepts(value, json) || Accepts(schema.GetProperty("then"), json),
        "required" => json.ValueKind != JsonValueKind.Object || value.EnumerateArray().All(name => json.TryGetProperty(name.GetString()!, out _)),
        "properties" => json.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(property => !json.TryGetProperty(property.Name, out var member) || Accepts(property.Value, member)),
        "additionalProperties" => json.ValueKind != JsonValueKind.Object || json.EnumerateObject().All(member => schema.GetProperty("properties").TryGetProperty(member.Name, out _)),
        "items" => json.ValueKind != JsonValueKind.Array || json.EnumerateArray().All(item => Accepts(value, item)),
        "minimum" => json.ValueKind != JsonValueKind.Number || json.GetDouble() >= value.GetDouble(),
        "maximum" => json.ValueKind != JsonValueKind.Number || json.GetDouble() <= value.GetDouble(),
        "exclusiveMinimum" => json.ValueKind != JsonValueKind.Number || json.GetDouble() > value.GetDouble(),
        "exclusiveMaximum" => json.ValueKind != JsonValueKind.Number || json.GetDouble() < value.GetDouble(),
        "pattern" => json.ValueKind != JsonValueKind.String || Regex.IsMatch(json.GetString()!, value.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)),
        _ => throw new NotSupportedException($"The checker does not know the keyword {keyword}."),
    };

    private JsonElement Resolve(string reference) => reference.Split('/').Skip(1).Aggregate(root, (element, name) => element.GetProperty(name));

    private static bool IsOf(string type, JsonElement json) => type switch
    {
        "object" => json.ValueKind == JsonValueKind.Object,
        "array" => json.ValueKind == JsonValueKind.Array,
        "string" => json.ValueKind == JsonValueKind.String,
        "boolean" => json.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => json.ValueKind == JsonValueKind.Number,
        "integer" => json.ValueKind == JsonValueKind.Number && double.IsInteger(json.GetDouble()),
        _ => throw new NotSupportedException($"The checker does not know the type {type}."),
    };
}
