using System.Text;
using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>What a reader makes of one transcript.</summary>
internal sealed record Reading(IReadOnlyList<ResponseRecord> Responses, IReadOnlyList<string> Keys, IReadOnlyList<ExtraPassRecord> Extra,
    IReadOnlyList<(LineProblem Problem, long Count, long FirstLine)> Problems, TranscriptPosition End, CostState? CostState)
{
    public ResponseRecord Only => Assert.Single(Responses);

    public static Reading Of(params Line[] lines) => Of(string.Concat(lines.Select(line => line + "\n")));

    public static Reading Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static Reading Of(byte[] bytes, int bufferSize = TranscriptReader.DefaultBufferSize, string place = "session.jsonl")
    {
        using var folder = new TempFolder();
        var path = folder.Write("-home-user-project/" + place, bytes);
        return OfFile(folder.Path, path, bufferSize);
    }

    public static Reading OfFile(string projects, string path, int bufferSize = TranscriptReader.DefaultBufferSize)
    {
        using var handle = File.OpenHandle(path);
        var batch = new ResponseBatch();
        var problems = new LineProblemCounts();
        var (end, _) = new TranscriptReader(bufferSize).Read(handle, TranscriptFile.FromPath(projects, path)!, TranscriptPosition.Beginning, batch, problems);
        var keys = Enumerable.Range(0, batch.Count).Select(i => Encoding.UTF8.GetString(batch.Key(i))).ToList();
        return new Reading(batch.Records.ToArray(), keys, [.. batch.Extra], [.. problems.All], end, batch.CostState);
    }

    /// <summary>
    /// Every figure and text of every response, for comparing two readings. When a response began stands in other lines than
    /// its own, and of a broken line it is not the same whether it was held or passed.
    /// </summary>
    public string Describe(bool withBeginning = true)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Responses.Count; i++)
        {
            var r = Responses[i];
            text.AppendLine($"{Keys[i]}: {r.Session} {r.IsSidechain} {r.IsCopy} {r.AgentId} {r.Agent} {r.Project} {r.TranscriptStart} {r.At} {r.HasTimestamp} {r.Model} {Describe(r.Usage)} {r.ServiceTier} {r.Speed} {r.InferenceGeo} {r.IsFinal} {r.Branch} {r.Version} {r.Skill} {r.Plugin} {r.McpServer} {r.McpTool} {r.Tiebreak} {r.ReportedCost} line {r.Line}{(withBeginning ? $" since {r.Started}" : "")}");
            for (var extra = r.ExtraStart; extra < r.ExtraStart + r.ExtraCount; extra++)
            {
                text.AppendLine($"  + {Extra[extra].Model} {Describe(Extra[extra].Usage)}");
            }
        }

        return text.AppendLine($"{CostState?.Session} {CostState?.Line} {CostState?.Cost} {string.Join(' ', CostState?.Models ?? [])}").AppendJoin('\n', Problems).AppendLine().Append(withBeginning ? End : End with { Preceding = 0 }).ToString();
    }

    private static string Describe(Usage u) => $"{u.Input}/{u.Output}/{u.CacheWrite5m}/{u.CacheWrite1h}/{u.CacheRead}/{u.WebSearches}";
}
