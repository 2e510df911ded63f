using System.Text.Json;

namespace Bursar.Cli.Dashboards;

/// <summary>
/// <c>{"dashboard":{"out":"/notes/spending.md","html":"/notes/spending.html"}}</c> in the user's <c>config.json</c>: the files
/// that <c>bursar dashboard</c> writes when none is named, and that are written again when a session ends.
/// </summary>
internal sealed record DashboardConfig(string? Markdown, string? Html)
{
    public static DashboardConfig Nothing { get; } = new(null, null);

    /// <param name="paths">Where the configuration lies.</param>
    /// <param name="home">For paths that begin with <c>~/</c>.</param>
    public static DashboardConfig Read(BursarPaths paths, string? home)
    {
        if (UserConfig.Read(paths).Find("dashboard") is not { } config)
        {
            return Nothing;
        }

        if (config.ValueKind != JsonValueKind.Object)
        {
            throw Error(paths, "dashboard", "expected an object such as {\"out\":\"/notes/spending.md\"}");
        }

        try
        {
            var unknown = config.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => name is not ("out" or "html"));
            return unknown is null
                ? new DashboardConfig(Path(config, "out", paths, home), Path(config, "html", paths, home))
                : throw Error(paths, $"dashboard.{unknown}", "unknown key; expected out and html");
        }
        catch (InvalidOperationException e)
        {
            // A text that is no valid Unicode.
            throw UserError.BadInput($"{paths.ConfigFile}: dashboard: not readable as configuration: {e.Message}", "docs/dashboard.md shows what is expected.", e);
        }
    }

    private static string? Path(JsonElement config, string key, BursarPaths paths, string? home)
    {
        if (!config.TryGetProperty(key, out var value))
        {
            return null;
        }

        var path = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        path = path.StartsWith("~/", StringComparison.Ordinal) && home is not null ? System.IO.Path.Combine(home, path[2..]) : path;
        return System.IO.Path.IsPathFullyQualified(path) ? path : throw Error(paths, $"dashboard.{key}", "expected the whole path of a file, such as \"/notes/spending.md\" or \"~/notes/spending.md\"");
    }

    private static UserError Error(BursarPaths paths, string at, string what) => UserError.BadInput($"{paths.ConfigFile}: {at}: {what}.", "docs/dashboard.md shows what is expected.");
}
