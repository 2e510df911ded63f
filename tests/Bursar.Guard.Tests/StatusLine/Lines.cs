using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bursar.Guard.StatusLine;

namespace Bursar.Guard.Tests.StatusLine;

/// <summary>Status lines of a home, as the client would ask for them.</summary>
internal static partial class Lines
{
    /// <summary>What the client 2.1 tells of a session in the home.</summary>
    public static JsonObject Input(this GuardedHome home) => new()
    {
        ["session_id"] = GuardedHome.Session,
        ["transcript_path"] = home.Transcript,
        ["cwd"] = home.Project,
        ["model"] = new JsonObject { ["id"] = "claude-opus-4-8", ["display_name"] = "Opus 4.8" },
        ["workspace"] = new JsonObject { ["current_dir"] = home.Project, ["project_dir"] = home.Project },
        ["version"] = "2.1.197",
        ["cost"] = new JsonObject { ["total_cost_usd"] = 0.5, ["total_duration_ms"] = 60_000, ["total_api_duration_ms"] = 9_000 },
    };

    public static string Line(this GuardedHome home, Action<JsonObject>? with = null)
    {
        var input = home.Input();
        with?.Invoke(input);
        return home.Line(Encoding.UTF8.GetBytes(input.ToJsonString()));
    }

    public static string Line(this GuardedHome home, byte[] json) => Read(StatusRunner.Run(json, home.Environment, CancellationToken.None));

    /// <summary>The one line that there must be.</summary>
    public static string Read(StatusOutcome outcome)
    {
        var text = Encoding.UTF8.GetString(outcome.Output);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1];
    }

    public static string Plain(string line) => Colour().Replace(line, "");

    public static void Configure(this GuardedHome home, string json)
    {
        Directory.CreateDirectory(home["bursar"]);
        File.WriteAllText(home["bursar/config.json"], json);
    }

    [GeneratedRegex("\e\\[[0-9;]*m", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Colour();
}
