using System.Text.Json;

namespace Bursar;

/// <summary>The user's <c>config.json</c>: one object, with a member for each part of Bursar that can be told something.</summary>
public sealed class UserConfig
{
    private static readonly string[] Keys = ["pricing", "authMode", "weekStart", "resident", "statusLine", "alerts", "dashboard"];

    /// <summary>Those that limits depend on.</summary>
    private static readonly string[] Decisive = ["pricing", "authMode", "weekStart"];

    private static readonly string[] WeekDays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private readonly string _file;
    private readonly JsonElement? _object;

    private UserConfig(string file, JsonElement? config) => (_file, _object) = (file, config);

    /// <summary>The file as it is now; one that is not there has no members.</summary>
    /// <exception cref="UserError">It is no JSON.</exception>
    public static UserConfig Read(BursarPaths paths)
    {
        try
        {
            return new UserConfig(paths.ConfigFile, Parse(paths) is { ValueKind: JsonValueKind.Object } config ? config : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw UserError.BadInput($"{paths.ConfigFile}: not readable as configuration: {e.Message}", "Correct the file, or move it away to go on with the defaults.", e);
        }
    }

    /// <summary>A member; null when the file or the member is not there.</summary>
    public JsonElement? Find(string key) => _object is { } config && config.TryGetProperty(key, out var member) ? member : null;

    /// <summary><c>{"weekStart":"monday"}</c>: the first day of a week, of budgets, forecasts and reports; Sunday where nothing is said.</summary>
    /// <exception cref="UserError">The word is no day.</exception>
    public DayOfWeek WeekStart()
    {
        if (Find("weekStart") is not { } word)
        {
            return DayOfWeek.Sunday;
        }

        var day = word.ValueKind == JsonValueKind.String ? Array.IndexOf(WeekDays, word.GetString()) : -1;
        return day >= 0 ? (DayOfWeek)day : throw UserError.BadInput($"{_file}: weekStart: {word.GetRawText()} is not known; expected {string.Join(", ", WeekDays)}.");
    }

    /// <summary>What is wrong with the file as a whole: a member that nobody reads is one that its writer waits for in vain.</summary>
    public static IReadOnlyList<string> Faults(BursarPaths paths)
    {
        try
        {
            return Parse(paths) switch
            {
                null => [],
                { ValueKind: JsonValueKind.Object } config => [.. config.EnumerateObject().Where(member => !Keys.Contains(member.Name, StringComparer.Ordinal))
                    .Select(member => $"{paths.ConfigFile}: {member.Name}: unknown key; expected {string.Join(", ", Keys)}.")],
                _ => [$"{paths.ConfigFile}: expected an object with {string.Join(", ", Keys)}."],
            };
        }
        catch (JsonException e)
        {
            return [$"{paths.ConfigFile}: not readable as configuration: {e.Message}"];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [$"{paths.ConfigFile}: cannot be read: {e.Message}"];
        }
    }

    /// <summary>
    /// A member that is all but one that limits depend on: its writer believes that it holds. What other members are called
    /// is told by <see cref="Faults"/> alone.
    /// </summary>
    /// <exception cref="UserError">There is one.</exception>
    public void CheckNames()
    {
        if (_object is not { } config)
        {
            return;
        }

        foreach (var member in config.EnumerateObject())
        {
            var letters = new string([.. member.Name.Where(char.IsAsciiLetter)]);
            if (Array.Find(Decisive, key => key != member.Name && string.Equals(key, letters, StringComparison.OrdinalIgnoreCase)) is { } meant)
            {
                throw UserError.BadInput($"{_file}: {member.Name}: unknown key; expected {meant}.", "Correct the file; `bursar doctor` lists every fault.");
            }
        }
    }

    private static JsonElement? Parse(BursarPaths paths) => Path.Exists(paths.ConfigFile)
        ? JsonElement.Parse(File.ReadAllBytes(paths.ConfigFile), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })
        : null;
}
