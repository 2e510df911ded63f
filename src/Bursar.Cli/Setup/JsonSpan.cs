using System.Text.Json;

namespace Bursar.Cli.Setup;

/// <summary>A JSON value and the bytes it stands in, so that a text can be changed in one place and stay as it is elsewhere.</summary>
internal sealed class JsonSpan(JsonTokenType kind, int start, int end)
{
    public JsonTokenType Kind { get; } = kind;

    /// <summary>First byte of the value.</summary>
    public int Start { get; } = start;

    /// <summary>First byte after it.</summary>
    public int End { get; } = end;

    public List<JsonMember> Members { get; } = [];

    public List<JsonSpan> Items { get; } = [];

    /// <summary>A text's content; null for every other kind.</summary>
    public string? Text { get; init; }

    public bool IsObject => Kind == JsonTokenType.StartObject;

    public bool IsArray => Kind == JsonTokenType.StartArray;

    public JsonSpan? this[string name] => Members.Find(member => member.Name == name)?.Value;

    /// <summary>Reads a whole text; a <see cref="JsonException"/> tells where it is no JSON.</summary>
    public static JsonSpan Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 200 });
        reader.Read();
        var root = Value(ref reader);
        while (reader.Read())
        {
            // Anything behind the value is an error, which the reader finds.
        }

        return root;
    }

    private static JsonSpan Value(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        var kind = reader.TokenType;
        var members = new List<JsonMember>();
        var items = new List<JsonSpan>();
        if (kind == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var at = (int)reader.TokenStartIndex;
                var name = reader.GetString()!;
                reader.Read();
                members.Add(new JsonMember(name, at, Value(ref reader)));
            }
        }
        else if (kind == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                items.Add(Value(ref reader));
            }
        }

        var span = new JsonSpan(kind, start, (int)reader.BytesConsumed) { Text = kind == JsonTokenType.String ? reader.GetString() : null };
        span.Members.AddRange(members);
        span.Items.AddRange(items);
        return span;
    }
}

/// <param name="Start">First byte of the key.</param>
internal sealed record JsonMember(string Name, int Start, JsonSpan Value);
