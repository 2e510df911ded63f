using System.Text.Json;

namespace Bursar.Guard.Protection;

/// <summary>Strings of a tool's input, which may hold escapes that make no text.</summary>
internal static class JsonText
{
    public static string Of(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: the escapes stay as they are written, and the rest is still looked at.
            return value.GetRawText().Trim('"');
        }
    }

    /// <summary>A property of the tool's input, also beside others whose names make no text.</summary>
    public static JsonElement? Find(JsonElement input, string name)
    {
        foreach (var property in input.EnumerateObject())
        {
            if (Name(property) == name)
            {
                return property.Value;
            }
        }

        return null;
    }

    public static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            // No tool has such a parameter.
            return "";
        }
    }
}
