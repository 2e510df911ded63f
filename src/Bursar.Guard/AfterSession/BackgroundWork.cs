namespace Bursar.Guard;

/// <summary>What the user's <c>config.json</c> wants done when a session has ended, by programs that nobody waits for.</summary>
public static class BackgroundWork
{
    /// <summary>Tells a command that it runs in the background.</summary>
    public const string Flag = "--after-session";

    /// <summary>The arguments of each <c>bursar</c> command to start; none when the file asks for nothing or cannot be read.</summary>
    public static IReadOnlyList<string[]> Commands(BursarPaths paths)
    {
        try
        {
            // Whether what they say is right, the commands themselves tell.
            var commands = new List<string[]>();
            if (UserConfig.Read(paths).Find("dashboard") is not null)
            {
                commands.Add(["dashboard", Flag]);
            }

            if (UserConfig.Read(paths).Find("alerts") is not null)
            {
                commands.Add(["alerts", "run", Flag]);
            }

            return commands;
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException)
        {
            // Every command that reads the file says what is wrong with it.
            return [];
        }
    }

    /// <summary>Puts a failure where <c>bursar journal</c> shows it.</summary>
    public static void TellFailure(GuardEnvironment environment, string message) => FailureLog.Keep(environment, null, message);
}
