using System.Text.Json;
using Bursar.Cli.Tests.Output;

namespace Bursar.Cli.Tests.Contract;

/// <summary>What tools built for ccusage read: these keys with these kinds of values; more keys are allowed.</summary>
public sealed class CcusageShapeTests(Fixture fixture) : IClassFixture<Fixture>
{
    [Theory]
    [InlineData("daily", "daily", "date", @"^\d{4}-\d\d-\d\d$")]
    [InlineData("weekly", "weekly", "week", @"^\d{4}-\d\d-\d\d$")]
    [InlineData("monthly", "monthly", "month", @"^\d{4}-\d\d$")]
    [InlineData("session", "sessions", "sessionId", "^[0-9a-f-]{36}$")]
    public async Task A_report_has_the_keys_of_ccusage(string command, string array, string key, string form)
    {
        var json = (await fixture.Sandbox.RunAsync(command, "--json")).MustSucceed().Json();

        Assert.Equal([array, "totals"], Counters.Keys(json));
        Assert.All(Counters.OfCcusage, name => Assert.Equal(JsonValueKind.Number, json.GetProperty("totals").GetProperty(name).ValueKind));
        Assert.NotEqual(0, json.GetProperty(array).GetArrayLength());
        Assert.All(json.GetProperty(array).EnumerateArray(), row =>
        {
            Assert.Matches(form, row.GetProperty(key).GetString());
            Assert.All(Counters.OfCcusage, name => Assert.True(row.GetProperty(name).TryGetDecimal(out _), name));
            Assert.All(row.GetProperty("modelsUsed").EnumerateArray(), model => Assert.Equal(JsonValueKind.String, model.ValueKind));
            Assert.All(row.GetProperty("modelBreakdowns").EnumerateArray(), model =>
            {
                Assert.Equal(JsonValueKind.String, model.GetProperty("modelName").ValueKind);
                Assert.All(Counters.OfModels, name => Assert.True(model.GetProperty(name).TryGetDecimal(out _), name));
            });
            Assert.Equal(row.GetProperty("modelsUsed").GetArrayLength(), row.GetProperty("modelBreakdowns").GetArrayLength());
        });
    }

    [Fact]
    public async Task A_session_tells_its_project_and_when_it_was_active()
    {
        var sessions = (await fixture.Sandbox.RunAsync("session", "--json")).MustSucceed().Json().GetProperty("sessions");

        Assert.All(sessions.EnumerateArray(), row =>
        {
            Assert.StartsWith("/home/ada/", row.GetProperty("projectPath").GetString(), StringComparison.Ordinal);
            Assert.True(row.GetProperty("firstActivity").GetDateTimeOffset() <= row.GetProperty("lastActivity").GetDateTimeOffset());
        });
    }

    [Fact]
    public async Task Blocks_have_the_keys_of_ccusage_and_start_at_a_full_hour()
    {
        var blocks = (await fixture.Sandbox.RunAsync("blocks", "--json")).MustSucceed().Json().GetProperty("blocks");

        Assert.All(blocks.EnumerateArray(), block =>
        {
            string[] keys = ["id", "startTime", "endTime", "actualEndTime", "isActive", "isGap", "entries", "tokenCounts", "totalTokens", "costUSD", "models", "burnRate", "projection"];
            Assert.Empty(keys.Except(Counters.Keys(block)));
            Assert.Equal(["inputTokens", "outputTokens", "cacheCreationInputTokens", "cacheReadInputTokens"], Counters.Keys(block.GetProperty("tokenCounts")));
            Assert.Equal(block.GetProperty("totalTokens").GetDecimal(), block.GetProperty("tokenCounts").EnumerateObject().Sum(count => count.Value.GetDecimal()));
            if (!block.GetProperty("isGap").GetBoolean())
            {
                var start = block.GetProperty("startTime").GetDateTimeOffset();
                Assert.Equal((0, 0, 0), (start.Minute, start.Second, start.Millisecond));
                Assert.Equal(TimeSpan.FromHours(5), block.GetProperty("endTime").GetDateTimeOffset() - start);
            }
        });
    }

    [Fact]
    public async Task An_open_block_tells_its_burn_rate_and_what_it_will_come_to()
    {
        using var sandbox = new Sandbox();
        var folder = Directory.CreateDirectory(Path.Combine(sandbox.Claude, "projects", "-tmp-live")).FullName;
        var now = DateTimeOffset.UtcNow;
        // Ten minutes, 3,000 tokens; it may begin before the full hour, but the window is open either way.
        string Line(string id, DateTimeOffset at, int input) => Corpus.TranscriptLine.Of(id, at, new Corpus.Tokens(input, 0, 0, 0, 0), Corpus.ListPrice.Opus, "live", "end_turn");
        await File.WriteAllLinesAsync(Path.Combine(folder, "live.jsonl"), [Line("msg_1", now.AddMinutes(-10), 1000), Line("msg_2", now, 2000)], TestContext.Current.CancellationToken);

        var block = (await sandbox.RunAsync("blocks", "--json")).MustSucceed().Json().GetProperty("blocks").EnumerateArray().Last();

        Assert.True(block.GetProperty("isActive").GetBoolean());
        Assert.Equal(["tokensPerMinute", "costPerHour"], Counters.Keys(block.GetProperty("burnRate")));
        Assert.Equal(["totalTokens", "totalCost", "remainingMinutes"], Counters.Keys(block.GetProperty("projection")));
        Assert.Equal(300m, block.GetProperty("burnRate").GetProperty("tokensPerMinute").GetDecimal());
        Assert.InRange(block.GetProperty("projection").GetProperty("remainingMinutes").GetDecimal(), 1, 300);
    }

    [Fact]
    public async Task Usage_has_the_keys_of_the_session_object()
    {
        var usage = (await fixture.Sandbox.RunAsync("usage", "--session", "a1f0c3d2-0001-4000-8000-00000000000a", "--json")).MustSucceed().Json();

        string[] keys = ["session_id", "input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "cost_usd", "model_breakdown", "turns", "agents", "unpriced_models"];
        Assert.Empty(keys.Except(Counters.Keys(usage)));
        Assert.All(usage.GetProperty("model_breakdown").EnumerateObject(), model => Assert.Equal(["input", "output", "cache_read", "cache_creation", "cost"], Counters.Keys(model.Value)));
        Assert.Equal(usage.GetProperty("cost_usd").GetDecimal(), usage.GetProperty("model_breakdown").EnumerateObject().Sum(model => model.Value.GetProperty("cost").GetDecimal()));
        Assert.Equal(usage.GetProperty("cost_usd").GetDecimal(), usage.GetProperty("agents").EnumerateArray().Sum(agent => agent.GetProperty("cost_usd").GetDecimal()));
    }
}
