using System.Text.Json;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>What the user's <c>config.json</c> says to the guard.</summary>
public static class GuardConfig
{
    /// <summary><c>{"authMode":"api_key|subscription|unknown"}</c>: how sessions pay, by the user's own word.</summary>
    public static AuthMode? AuthMode(BursarPaths paths)
    {
        if (Word(paths, "authMode") is not { } word)
        {
            return null;
        }

        return (word.ValueKind == JsonValueKind.String ? AuthModes.Parse(word.GetString()) : null)
            ?? throw UserError.BadInput($"{paths.ConfigFile}: authMode: {word.GetRawText()} is not known; expected {string.Join(", ", AuthModes.Words)}.");
    }

    /// <summary><c>{"resident":false}</c>: no program stays between events to answer them sooner.</summary>
    public static bool AllowsResident(BursarPaths paths) => Word(paths, "resident") switch
    {
        null or { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } word => throw UserError.BadInput($"{paths.ConfigFile}: resident: {word.GetRawText()} is not known; expected true or false."),
    };

    private static JsonElement? Word(BursarPaths paths, string name)
    {
        if (!File.Exists(paths.ConfigFile))
        {
            return null;
        }

        try
        {
            var config = JsonElement.Parse(File.ReadAllBytes(paths.ConfigFile), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return config.ValueKind == JsonValueKind.Object && config.TryGetProperty(name, out var word) ? word : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw UserError.BadInput($"{paths.ConfigFile}: not readable as configuration.", "Correct the file, or move it away to go on with the defaults.", e);
        }
    }
}
