using System.Text.Json;

namespace Bursar.Guard;

/// <summary>
/// Which keys a JSON file of the client holds. Values may be secrets: they are skipped in the bytes and never become
/// texts, except those of switches that hold none.
/// </summary>
internal sealed class ClientFile
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    private ClientFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>Why it cannot be read; null when it can, or is not there.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether a key of the object has a value: not null, not an empty text.</summary>
    public bool Has(string key) => _keys.Contains(key);

    /// <summary>Whether the <c>env</c> block sets a variable.</summary>
    public bool Sets(string variable) => _keys.Contains("env." + variable);

    /// <summary>Whether the <c>env</c> block turns a switch on.</summary>
    public bool TurnsOn(string variable) => _keys.Contains("env." + variable + "=on");

    public static ClientFile Read(string path)
    {
        var file = new ClientFile(path);
        try
        {
            if (File.Exists(path))
            {
                file.ReadKeys(File.ReadAllBytes(path));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            file.Fault = "cannot be read";
        }

        return file;
    }

    private void ReadKeys(byte[] json)
    {
        var text = json.AsSpan().StartsWith("\uFEFF"u8) ? json.AsSpan(3) : json;
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, "");
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, string prefix)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = prefix + reader.GetString();
            reader.Read();
            if (prefix.Length == 0 && key == "env" && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, "env.");
                continue;
            }

            if (reader.TokenType != JsonTokenType.Null && !(reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(""u8)))
            {
                _keys.Add(key);
                if (IsOn(reader))
                {
                    _keys.Add(key + "=on");
                }
            }

            reader.Skip();
        }
    }

    private static bool IsOn(Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.Number => reader.ValueSpan.SequenceEqual("1"u8),
        JsonTokenType.String => reader.ValueTextEquals("1"u8) || reader.ValueTextEquals("true"u8),
        _ => false,
    };
}
