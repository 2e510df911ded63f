using System.Text.Json;
using System.Text.Unicode;

namespace Bursar.Cli.Setup.Json;

/// <summary>
/// Reads where each value of a settings file stands. What a person would have to interpret (comments, a name that occurs
/// twice, something that is no object) is refused: the file is not ours to guess about.
/// </summary>
internal static class JsonSpans
{
    private const int MaxDepth = 256;
    private const string LeftAlone = "Nothing was written. Correct the file and run the command again.";

    /// <param name="text">The file, with or without a byte order mark.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <returns>The object that the file holds.</returns>
    /// <exception cref="UserError">The file is not one plain JSON object (exit code 2).</exception>
    public static JsonSpan Read(byte[] text, string path)
    {
        if (!Utf8.IsValid(text))
        {
            throw UserError.BadInput($"{path} is not UTF-8; expected a JSON object.", LeftAlone);
        }

        var bom = BomLength(text);
        try
        {
            var reader = Reader(text, bom, tolerant: false);
            reader.Read();
            var root = Value(ref reader, bom, path, "");
            while (reader.Read())
            {
                // Anything but white space after the value is refused by the reader.
            }

            return root.Kind == JsonValueKind.Object ? root : throw UserError.BadInput($"{path} holds {Name(root.Kind)}; expected a JSON object, such as {{\"hooks\": {{}}}}.", LeftAlone);
        }
        catch (JsonException e)
        {
            var line = (e.LineNumber ?? 0) + 1;
            throw IsJsonWithComments(text, bom)
                ? UserError.BadInput($"{path}, line {line}: a comment or a trailing comma; expected plain JSON, because Bursar cannot tell what it belongs to.", $"{LeftAlone} Or add the hooks yourself: `bursar init --dry-run` on a plain file shows them.", e)
                : UserError.BadInput($"{path}, line {line} is not JSON: {Reason(e)}", LeftAlone, e);
        }
        catch (InvalidOperationException e)
        {
            // The reader's answer to "\ud800" and its like.
            throw UserError.BadInput($"{path} holds a text that is no valid Unicode: {e.Message}", LeftAlone, e);
        }
    }

    public static int BomLength(ReadOnlySpan<byte> text) => text.StartsWith("\uFEFF"u8) ? 3 : 0;

    public static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> text, int from, bool tolerant) => new(text[from..], new JsonReaderOptions
    {
        MaxDepth = MaxDepth,
        AllowTrailingCommas = tolerant,
        CommentHandling = tolerant ? JsonCommentHandling.Skip : JsonCommentHandling.Disallow,
    });

    private static JsonSpan Value(ref Utf8JsonReader reader, int offset, string path, string at)
    {
        var start = offset + (int)reader.TokenStartIndex;
        var span = reader.TokenType switch
        {
            JsonTokenType.StartObject => new JsonSpan(JsonValueKind.Object, start),
            JsonTokenType.StartArray => new JsonSpan(JsonValueKind.Array, start),
            JsonTokenType.String => new JsonSpan(JsonValueKind.String, start) { Text = reader.GetString() },
            JsonTokenType.Number => new JsonSpan(JsonValueKind.Number, start),
            JsonTokenType.True => new JsonSpan(JsonValueKind.True, start),
            JsonTokenType.False => new JsonSpan(JsonValueKind.False, start),
            _ => new JsonSpan(JsonValueKind.Null, start),
        };
        if (span.Kind == JsonValueKind.Object)
        {
            Members(ref reader, offset, path, at, span);
        }
        else if (span.Kind == JsonValueKind.Array)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var item = Value(ref reader, offset, path, $"{at}[{span.Elements.Count}]");
                span.Elements.Add(new JsonElementSpan(null, item.Start, item.Start, item));
            }
        }

        span.End = offset + (int)reader.BytesConsumed;
        return span;
    }

    private static void Members(ref Utf8JsonReader reader, int offset, string path, string at, JsonSpan span)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (name, start) = (reader.GetString()!, offset + (int)reader.TokenStartIndex);
            // The reader counts the colon as part of a name; the name ends at its own quote.
            var nameEnd = start + reader.ValueSpan.Length + 2;
            var below = at.Length == 0 ? name : $"{at}.{name}";
            if (!names.Add(name))
            {
                throw UserError.BadInput($"{path}: {below} is there twice; expected each name once, because programs differ in which of the two they take.", LeftAlone);
            }

            reader.Read();
            span.Elements.Add(new JsonElementSpan(name, start, nameEnd, Value(ref reader, offset, path, below)));
        }
    }

    private static bool IsJsonWithComments(byte[] text, int bom)
    {
        try
        {
            var reader = Reader(text, bom, tolerant: true);
            while (reader.Read())
            {
                // Only whether it can be read matters.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The reader's sentence without the position, which counts lines from 0.</summary>
    private static string Reason(JsonException e) => e.Message.Split(" LineNumber:", 2)[0];
}
