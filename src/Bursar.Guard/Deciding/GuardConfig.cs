using System.Text.Json;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>What the user's <c>config.json</c> says to the guard.</summary>
public static class GuardConfig
{
    /// <summary><c>{"authMode":"api_key|subscription|unknown"}</c>: how sessions pay, by the user's own word.</summary>
    public static AuthMode? AuthMode(BursarPaths paths, UserConfig? config = null)
    {
        if ((config ?? UserConfig.Read(paths)).Find("authMode") is not { } word)
        {
            return null;
        }

        return (word.ValueKind == JsonValueKind.String ? AuthModes.Parse(word.GetString()) : null)
            ?? throw UserError.BadInput($"{paths.ConfigFile}: authMode: {word.GetRawText()} is not known; expected {string.Join(", ", AuthModes.Words)}.");
    }

    /// <summary><c>{"resident":false}</c>: no program stays between events to answer them sooner.</summary>
    public static bool AllowsResident(BursarPaths paths) => UserConfig.Read(paths).Find("resident") switch
    {
        null or { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } word => throw UserError.BadInput($"{paths.ConfigFile}: resident: {word.GetRawText()} is not known; expected true or false."),
    };
}
