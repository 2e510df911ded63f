using System.Text.Json;

namespace Bursar.Guard;

/// <summary>What the user's <c>config.json</c> wants done when a session has ended, by programs that nobody waits for.</summary>
public static class BackgroundWork
{
    /// <summary>Tells a command that it runs in the background.</summary>
    public const string Flag = "--after-session";

    /// <summary>The arguments of each <c>bursar</c> command to start; none when the file asks for nothing or cannot be read.</summary>
    public static IReadOnlyList<string[]> Commands(BursarPaths paths)
    {
        if (!File.Exists(paths.ConfigFile))
        {
            return [];
        }

        try
        {
            var config = JsonElement.Parse(File.ReadAllBytes(paths.ConfigFile), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var commands = new List<string[]>();
            if (config.ValueKind == JsonValueKind.Object)
            {
                // Whether what they say is right, the commands themselves tell.
                if (config.TryGetProperty("dashboard", out _))
                {
                    commands.Add(["dashboard", Flag]);
                }

                if (config.TryGetProperty("alerts", out _))
                {
                    commands.Add(["alerts", "run", Flag]);
                }
            }

            return commands;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // Every command that reads the file says what is wrong with it.
            return [];
        }
    }

    /// <summary>Puts a failure where <c>bursar journal</c> shows it.</summary>
    public static void TellFailure(GuardEnvironment environment, string message) => Failures.Keep(environment, null, message);
}
