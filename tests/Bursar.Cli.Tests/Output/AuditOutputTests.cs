using Bursar.Cli.Tests.Corpus;

namespace Bursar.Cli.Tests.Output;

public sealed class AuditOutputTests : IDisposable
{
    private static readonly DateTimeOffset Ten = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    private void Write(string session, params string[] lines)
    {
        var folder = Directory.CreateDirectory(_sandbox.Path("claude", "projects", "-home-ada-grove")).FullName;
        File.WriteAllLines(Path.Combine(folder, session + ".jsonl"), lines);
    }

    [Fact]
    public async Task An_audit_prints_as_agreed_and_its_causes_and_rest_make_the_gap()
    {
        Write("5e551017-0001-4000-8000-00000000000a",
            TranscriptLine.Of("msg_oak1", Ten, new Tokens(1_000, 200, 0, 0, 0), ListPrice.Opus, "5e551017-0001-4000-8000-00000000000a", "end_turn"),
            """{"type":"cost-state","sessionId":"5e551017-0001-4000-8000-00000000000a","totalCostUSD":0.0103,"modelUsage":{"claude-opus-4-8":{"inputTokens":1000,"outputTokens":200,"cacheReadInputTokens":0,"cacheCreationInputTokens":0,"webSearchRequests":0,"costUSD":0.01},"claude-haiku-4-5-20251001":{"inputTokens":100,"outputTokens":20,"cacheReadInputTokens":0,"cacheCreationInputTokens":0,"webSearchRequests":0,"costUSD":0.0002}}}""");
        Write("5e551017-0002-4000-8000-00000000000b", TranscriptLine.Of("msg_oak2", Ten.AddDays(1), new Tokens(10, 20, 0, 0, 0), ListPrice.Opus, "5e551017-0002-4000-8000-00000000000b", "end_turn"));

        Snapshots.Check("audit", (await _sandbox.RunAsync("audit")).MustSucceed(), _sandbox);
        var json = await _sandbox.RunAsync("audit", "--json");
        Snapshots.Check("audit-json", json, _sandbox);
        Snapshots.Check("audit-session-not-told", (await _sandbox.RunAsync("audit", "--session", "5e551017-0002")).MustSucceed(), _sandbox);
        Snapshots.Check("audit-since", (await _sandbox.RunAsync("audit", "--since", "2026-11-02")).MustSucceed(), _sandbox);

        var session = json.Json().GetProperty("sessions")[0];
        Assert.Equal(session.GetProperty("gap_usd").GetDecimal(), session.GetProperty("causes").EnumerateArray().Sum(cause => cause.GetProperty("usd").GetDecimal()) + session.GetProperty("rest_usd").GetDecimal());
        Assert.Equal(0.0001m, session.GetProperty("rest_usd").GetDecimal());
    }
}
