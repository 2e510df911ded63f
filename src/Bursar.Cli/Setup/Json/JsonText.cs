using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bursar.Cli.Setup.Json;

/// <summary>JSON to be written in a file's own style.</summary>
internal sealed class JsonText
{
    private readonly string? _leaf;
    private readonly (string? Name, JsonText Value)[] _elements = [];
    private readonly bool _isArray;

    private JsonText(string leaf) => _leaf = leaf;

    private JsonText((string?, JsonText)[] elements, bool isArray) => (_elements, _isArray) = (elements, isArray);

    public static JsonText Of(string text) => new(Quote(text));

    public static JsonText Of(int number) => new(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>JSON as it stands.</summary>
    public static JsonText Raw(string json) => new(json);

    public static JsonText Object(params (string? Name, JsonText Value)[] members) => new(members, isArray: false);

    public static JsonText Array(params JsonText[] items) => new([.. items.Select(item => ((string?)null, item))], isArray: true);

    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <param name="style">The file's style.</param>
    /// <param name="indent">Indentation of the line that the value stands on; null writes it on one line.</param>
    public string Write(JsonStyle style, string? indent)
    {
        var text = new StringBuilder();
        Write(text, style, indent);
        return text.ToString();
    }

    private void Write(StringBuilder text, JsonStyle style, string? indent)
    {
        if (_leaf is not null)
        {
            text.Append(_leaf);
            return;
        }

        var inner = indent is null ? null : indent + style.Unit;
        text.Append(_isArray ? '[' : '{');
        for (var i = 0; i < _elements.Length; i++)
        {
            var (name, value) = _elements[i];
            text.Append(i == 0 ? "" : ",").Append(inner is not null ? style.NewLine + inner : i == 0 ? "" : style.CommaSpace);
            if (name is not null)
            {
                text.Append(Quote(name)).Append(style.Colon);
            }

            value.Write(text, style, inner);
        }

        text.Append(indent is null ? "" : style.NewLine + indent).Append(_isArray ? ']' : '}');
    }
}
