using System.Text.Json;

namespace Bursar.Guard.StatusLine;

/// <summary>What the user's <c>config.json</c> says of the status line: <c>{"statusLine":{"template":"…","color":true}}</c>.</summary>
/// <param name="Faults">What is wrong with it; a line is drawn all the same.</param>
public sealed record StatusLineConfig(StatusTemplate Template, bool HasColor, IReadOnlyList<string> Faults)
{
    private const long MaxLength = 1_000_000;

    /// <summary>Never throws: what cannot be used is a fault, and the default stands in its place.</summary>
    public static StatusLineConfig Read(BursarPaths paths)
    {
        var config = new StatusLineConfig(StatusTemplate.Default, HasColor: true, []);
        try
        {
            var file = new FileInfo(paths.ConfigFile);
            if (!file.Exists)
            {
                return config;
            }

            if (file.Length > MaxLength)
            {
                return config with { Faults = [$"{paths.ConfigFile}: it has {file.Length} bytes, more than any configuration ({MaxLength})."] };
            }

            return UserConfig.Read(paths).Find("statusLine") is { } line ? Parse(line, config, $"{paths.ConfigFile}: statusLine") : config;
        }
        catch (UserError e)
        {
            return config with { Faults = [e.Message] };
        }
        catch (InvalidOperationException)
        {
            // A text that is no valid Unicode.
            return config with { Faults = [$"{paths.ConfigFile}: statusLine: not readable as configuration."] };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return config with { Faults = [$"{paths.ConfigFile}: cannot be read: {e.Message}"] };
        }
    }

    private static StatusLineConfig Parse(JsonElement line, StatusLineConfig config, string where)
    {
        if (line.ValueKind != JsonValueKind.Object)
        {
            return config with { Faults = [$"{where}: expected an object with template and color."] };
        }

        var faults = new List<string>();
        foreach (var property in line.EnumerateObject())
        {
            switch (property.Name)
            {
                case "template" when property.Value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(property.Value.GetString()):
                    config = config with { Template = StatusTemplate.Parse(property.Value.GetString()!) };
                    faults.AddRange(config.Template.Unknown.Select(field => $"{where}.template: {{{field}}} is no field; expected {string.Join(", ", StatusFields.All.Select(known => $"{{{known}}}"))}."));
                    break;
                case "template":
                    faults.Add($"{where}.template: expected a text such as \"{StatusTemplate.DefaultText}\".");
                    break;
                case "color" when property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    config = config with { HasColor = property.Value.GetBoolean() };
                    break;
                case "color":
                    faults.Add($"{where}.color: expected true or false.");
                    break;
                default:
                    faults.Add($"{where}.{property.Name}: unknown key; expected template, color.");
                    break;
            }
        }

        return config with { Faults = faults };
    }
}
