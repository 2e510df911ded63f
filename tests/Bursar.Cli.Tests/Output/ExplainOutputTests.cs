namespace Bursar.Cli.Tests.Output;

public sealed class ExplainOutputTests(Fixture fixture) : IClassFixture<Fixture>
{
    [Theory]
    [InlineData("explain-message", "explain --message msg_orchard02")]
    [InlineData("explain-message-json", "explain --message msg_orchard02 --json")]
    [InlineData("explain-floor", "explain --message msg_scout02")]
    [InlineData("explain-session", "explain --session a1f0c3d2")]
    [InlineData("explain-no-such-message", "explain --message msg_nowhere")]
    [InlineData("explain-both", "explain --message msg_scout02 --session a1f0c3d2")]
    public Task A_figure_is_explained_as_agreed(string snapshot, string command) => fixture.CheckAsync(snapshot, command);

    [Fact]
    public async Task A_price_says_which_layer_it_is_from()
    {
        using var sandbox = Sandbox.WithFixture();
        Directory.CreateDirectory(sandbox.BursarHome);

        Assert.Equal("shipped", await Origin());
        File.WriteAllText(Path.Combine(sandbox.BursarHome, "config.json"), """{"pricing":{"overrides":[{"model":"claude-opus-4-8","input":6}]}}""");
        Assert.Equal("config", await Origin());
        File.WriteAllText(Path.Combine(sandbox.BursarHome, "policy.json"), """{"pricing":{"overrides":[{"model":"claude-opus-4-8","input":7}]}}""");
        Assert.Equal("policy", await Origin());
        sandbox.Environment["BURSAR_PRICE_OPUS_INPUT"] = "8";
        Assert.Equal("environment", await Origin());

        async Task<string?> Origin() => (await sandbox.RunAsync("explain", "--message", "msg_orchard02", "--json")).MustSucceed().Json()
            .GetProperty("responses")[0].GetProperty("price").GetProperty("origin").GetString();
    }
}
