using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bursar.Policy;

namespace Bursar.Cli.Guarding;

/// <summary>Sets limits in a policy file; what it does not set stays as it is. The result is checked before it is written.</summary>
internal static class PolicyEditor
{
    private static readonly string[] Settings = ["onError", "onUnpriced", "basis", "cacheReads", "protect", "anomalies"];

    /// <returns>The policy as it was written.</returns>
    public static PolicyFile Set(string path, PolicySource source, IReadOnlyList<string> assignments)
    {
        var root = Load(path, source);
        foreach (var assignment in assignments)
        {
            Apply(root, assignment);
        }

        if (root["limits"] is JsonObject { Count: 0 })
        {
            root.Remove("limits");
        }

        var text = Text(root);
        var (policy, errors) = PolicyReader.Read(text, path, source);
        if (policy is null)
        {
            throw UserError.BadInput($"Nothing was written: {errors[0]}");
        }

        Write(path, text, isPrivate: source == PolicySource.User);
        return policy;
    }

    private static JsonObject Load(string path, PolicySource source)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var bytes = Policies.Read(path);
        var (policy, errors) = PolicyReader.Read(bytes, path, source);
        return policy is null
            ? throw UserError.BadInput($"Nothing was written, because the file has errors: {errors[0]}", $"Correct it first; `bursar policy check {path}` lists every error.")
            : JsonNode.Parse(bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes)!.AsObject();
    }

    private static void Apply(JsonObject root, string assignment)
    {
        var split = assignment.IndexOf('=', StringComparison.Ordinal);
        if (split <= 0)
        {
            throw UserError.BadInput($"'{assignment}' is no setting; expected NAME=VALUE, such as maxSpendUSD=10.");
        }

        var (name, value) = (assignment[..split], assignment[(split + 1)..]);
        if (LimitKinds.Parse(name) is not null)
        {
            ApplyLimit(root, name, value);
        }
        else if (Array.IndexOf(Settings, name) < 0)
        {
            throw UserError.BadInput($"'{name}' is not known; expected {string.Join(", ", LimitKinds.Keys)}, {string.Join(", ", Settings)}.", "Budgets are written in the file itself: docs/policy.md.");
        }
        else if (value == "none")
        {
            root.Remove(name);
        }
        else if (name == "anomalies")
        {
            root[name] = new JsonObject { ["action"] = value };
        }
        else
        {
            root[name] = name == "protect" && value is "true" or "false" ? JsonValue.Create(value == "true") : JsonValue.Create(value);
        }
    }

    private static void ApplyLimit(JsonObject root, string name, string value)
    {
        if (root["limits"] is not JsonObject limits)
        {
            root["limits"] = limits = [];
        }

        if (value == "none")
        {
            limits.Remove(name);
            return;
        }

        var parts = value.Split(':', 2);
        JsonNode number;
        try
        {
            number = JsonNode.Parse(parts[0]) is JsonValue parsed && parsed.GetValueKind() == JsonValueKind.Number ? parsed : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw UserError.BadInput($"{name}: '{parts[0]}' is no number; expected one such as {name}=10, or {name}=none to remove the limit.", cause: e);
        }

        limits[name] = new JsonObject { ["value"] = number, ["enforcement"] = parts.Length > 1 ? parts[1] : (string?)(limits[name] as JsonObject)?["enforcement"] ?? (string?)limits["enforcement"] ?? "fail-fast" };
    }

    private static byte[] Text(JsonObject root)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            root.WriteTo(json);
        }

        stream.Write(Encoding.UTF8.GetBytes("\n"));
        return stream.ToArray();
    }

    private static void Write(string path, byte[] text, bool isPrivate)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            if (isPrivate)
            {
                OwnFiles.CreateFolder(folder);
            }
            else
            {
                Directory.CreateDirectory(folder);
            }

            OwnFiles.Replace(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserError.Unusable($"{path} cannot be written: {e.Message}", "Make the file and its folder writable.", e);
        }
    }
}
