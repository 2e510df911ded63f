namespace Bursar.Cli.Tests.Output;

public sealed class BlocksOutputTests(Fixture fixture) : IClassFixture<Fixture>
{
    [Fact]
    public async Task A_gap_over_several_days_tells_on_which_day_it_ends()
    {
        var table = (await fixture.Sandbox.RunAsync("blocks")).MustSucceed().Stdout;
        var gap = table.Split('\n').Single(line => line.Contains("2026-11-02 13:00", StringComparison.Ordinal));

        Assert.Contains("2026-11-08 23:40", gap, StringComparison.Ordinal);
    }
}
