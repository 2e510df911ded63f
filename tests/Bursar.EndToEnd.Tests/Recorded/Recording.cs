using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Recorded;

/// <summary>A recorded run of the real client: its config root with transcripts, and the bill for them.</summary>
internal static partial class Recording
{
    private static readonly JsonSerializerOptions BillFormat = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private static readonly JsonSerializerOptions LineFormat = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Root => Path.Combine(RepositoryRoot.Path, "tests", "fixtures", $"real-{ClientBinary.Version}");

    public static string ConfigRoot(string name) => Path.Combine(Root, name);

    /// <summary>What was billed, background calls included.</summary>
    public static IReadOnlyList<BilledResponse> Bill(string name) =>
        JsonSerializer.Deserialize<List<BilledResponse>>(File.ReadAllText(Path.Combine(Root, name, "bill.json")), BillFormat)!;

    /// <summary>Saves what the client wrote, with neutral paths and without the client's own long texts.</summary>
    public static void Save(string name, ClientHome home, Bill bill)
    {
        var target = ConfigRoot(name);
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        var history = Path.Combine(home.ConfigRoot, "history.jsonl");
        foreach (var file in home.Files().Concat(File.Exists(history) ? [history] : []))
        {
            var place = Path.Combine(target, Neutral(Path.GetRelativePath(home.ConfigRoot, file), home));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.WriteAllText(place, string.Concat(File.ReadLines(file).Select(line => $"{Neutral(Shorten(line), home)}\n")));
        }

        File.WriteAllText(Path.Combine(target, "bill.json"), JsonSerializer.Serialize(bill.All, BillFormat) + "\n");
    }

    /// <summary>Saves one input of a status line, beside those of other versions.</summary>
    public static void SaveStatusLine(ClientHome home, string input) =>
        File.WriteAllText(Path.Combine(RepositoryRoot.Path, "tests", "fixtures", "status-line", $"{ClientBinary.Version}.json"), SessionId().Replace(Neutral(input, home), "5e551011-0000-4000-8000-000000000001") + "\n");

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    public static partial Regex SessionId();

    private static string Neutral(string text, ClientHome home) => text
        .Replace(home.Project, "/home/user/project", StringComparison.Ordinal)
        .Replace(home.Home, "/home/user", StringComparison.Ordinal)
        .Replace(FolderName().Replace(home.Project, "-"), "-home-user-project", StringComparison.Ordinal);

    // An attachment lists every built-in skill and agent: pages of text that are not ours.
    private static string Shorten(string line)
    {
        var json = JsonNode.Parse(line)!.AsObject();
        if (json["attachment"] is not { } attachment)
        {
            return line;
        }

        json["attachment"] = new JsonObject { ["type"] = (string?)attachment["type"] };
        return json.ToJsonString(LineFormat);
    }

    [GeneratedRegex("[^a-zA-Z0-9]")]
    private static partial Regex FolderName();
}
