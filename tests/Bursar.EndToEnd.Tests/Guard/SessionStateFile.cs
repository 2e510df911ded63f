using System.Text.Json.Nodes;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>A session's state file, as other programs read it.</summary>
public sealed record SessionStateFile(JsonObject Json)
{
    public static SessionStateFile Read(string path) => new(JsonNode.Parse(File.ReadAllText(path))!.AsObject());

    public decimal CostUsd => Metric<decimal>("costUSD");
    public long TokensIn => Metric<long>("tokensIn");
    public long TokensOut => Metric<long>("tokensOut");
    public int Turns => Metric<int>("turns");
    public int ToolCalls => Metric<int>("toolCalls");
    public string AuthMode => Metric<string>("authMode");

    /// <summary>The limits that are reached, by name.</summary>
    public IReadOnlyList<string> Breached =>
        [.. Json["limits"]!.AsArray().Where(limit => limit!["breached"]!.GetValue<bool>()).Select(limit => limit!["name"]!.GetValue<string>())];

    public JsonObject Limit(string name) =>
        Json["limits"]!.AsArray().Select(limit => limit!.AsObject()).Single(limit => (string?)limit["name"] == name);

    private T Metric<T>(string name) => Json["metrics"]![name]!.GetValue<T>();
}
