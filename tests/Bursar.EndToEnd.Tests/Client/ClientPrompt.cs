using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Bursar.EndToEnd.Tests.Client;

/// <summary>One run of the client in print mode.</summary>
public sealed record ClientPrompt(string Text)
{
    public string? Resume { get; init; }
    public bool Fork { get; init; }
    public string? Model { get; init; }
    public ImmutableArray<string> AllowedTools { get; init; } = ["Bash", "Agent", "Skill", "WebSearch"];

    /// <summary>Settings beside the user's and the project's, such as hooks.</summary>
    public JsonObject? Settings { get; init; }

    public JsonObject? McpConfig { get; init; }

    /// <summary>Every event of the run, those of hooks included, one JSON object a line; the result is the last.</summary>
    public bool Streams { get; init; }

    public IEnumerable<string> Arguments()
    {
        yield return "-p";
        yield return Text;
        yield return "--output-format";
        yield return Streams ? "stream-json" : "json";
        if (Streams)
        {
            yield return "--verbose";
            yield return "--include-hook-events";
        }

        foreach (var (option, value) in Options())
        {
            yield return option;
            yield return value;
        }

        if (Fork)
        {
            yield return "--fork-session";
        }

        if (McpConfig is not null)
        {
            yield return "--strict-mcp-config";
        }

        if (!AllowedTools.IsEmpty)
        {
            // Takes any number of values, so it stands last.
            yield return "--allowedTools";
            foreach (var tool in AllowedTools)
            {
                yield return tool;
            }
        }
    }

    private IEnumerable<(string Option, string Value)> Options()
    {
        if (Resume is not null)
        {
            yield return ("--resume", Resume);
        }

        if (Model is not null)
        {
            yield return ("--model", Model);
        }

        if (Settings is not null)
        {
            yield return ("--settings", Settings.ToJsonString());
        }

        if (McpConfig is not null)
        {
            yield return ("--mcp-config", McpConfig.ToJsonString());
        }
    }
}
