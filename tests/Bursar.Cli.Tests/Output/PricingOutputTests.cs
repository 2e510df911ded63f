namespace Bursar.Cli.Tests.Output;

public sealed class PricingOutputTests(Fixture fixture) : IClassFixture<Fixture>
{
    [Theory]
    [InlineData("pricing", "pricing")]
    [InlineData("pricing-check", "pricing check claude-opus-4-8 --at 2026-11-01")]
    [InlineData("pricing-check-before-a-change", "pricing check claude-sonnet-5-5 --at 2026-10-06T23:59:59Z")]
    [InlineData("pricing-check-tier", "pricing check claude-sonnet-4-5 --at 20260429")]
    [InlineData("pricing-check-bedrock", "pricing check us.anthropic.claude-sonnet-4-5-20250929-v1:0 --at 2026-01-15")]
    [InlineData("pricing-check-before-release", "pricing check claude-opus-5-5 --at 2026-01-01")]
    [InlineData("pricing-check-unknown", "pricing check gnomon-7b-preview --at 2026-11-01")]
    [InlineData("pricing-check-json", "pricing check claude-haiku-5-5 --at 2026-11-01 --json")]
    [InlineData("pricing-check-unknown-json", "pricing check claude-sonnet-55 --at 2026-11-01 --json")]
    public Task Prices_print_as_agreed(string snapshot, string command) => fixture.CheckAsync(snapshot, command);

    [Theory]
    [InlineData("import-litellm-dry", "pricing import {fixtures}/prices/litellm.json --from 2026-12-01 --dry-run")]
    [InlineData("import-models-dev-dry", "pricing import {fixtures}/prices/api.json --from always --dry-run")]
    [InlineData("import-toml-dry", "pricing import {fixtures}/prices/gnomon-7b-preview.toml --dry-run")]
    [InlineData("import-not-a-table", "pricing import {fixtures}/prices/not-a-table.json")]
    [InlineData("import-not-json", "pricing import {fixtures}/prices/broken.json")]
    [InlineData("import-negative-price", "pricing import {fixtures}/prices/negative.json")]
    [InlineData("import-no-such-file", "pricing import {temp}/nothing.json")]
    public Task An_import_says_what_it_would_change_or_why_it_cannot(string snapshot, string command) => fixture.CheckAsync(snapshot, command);

    [Fact]
    public async Task Imported_prices_reprice_the_ledger_and_go_when_their_file_goes()
    {
        using var sandbox = Sandbox.WithFixture();
        var before = (await sandbox.RunAsync("daily", "--json")).MustSucceed();

        Snapshots.Check("import-toml", await sandbox.RunAsync("pricing", "import", RepositoryRoot.Fixture("prices/gnomon-7b-preview.toml")), sandbox);
        var totals = (await sandbox.RunAsync("daily", "--json")).MustSucceed().Json().GetProperty("totals");

        // 1,500 input at $0.40 and 250 output at $1.60 per million beside $0.165644 of the others.
        Assert.Equal(0.165644m + 0.0006m + 0.0004m, totals.GetProperty("totalCost").GetDecimal());
        Assert.Equal(0, totals.GetProperty("unpricedTokens").GetInt64());

        File.Delete(sandbox.Path("bursar", "prices.json"));
        Assert.Equal(before.Stdout, (await sandbox.RunAsync("daily", "--json")).Stdout);
    }

    [Fact]
    public async Task An_import_of_a_changed_price_leaves_the_days_before_as_they_were()
    {
        using var sandbox = Sandbox.WithFixture();
        (await sandbox.RunAsync("pricing", "import", RepositoryRoot.Fixture("prices/litellm.json"), "--from", "2026-11-01")).MustSucceed();

        var days = (await sandbox.RunAsync("daily", "--json", "--model", "opus")).MustSucceed().Json().GetProperty("daily").EnumerateArray().ToDictionary(day => day.GetProperty("date").GetString()!, day => day.GetProperty("totalCost").GetDecimal());

        // litellm.json has Opus 4.8 at twice the list price.
        Assert.Equal(0.06396m, days["2026-10-30"]);
        Assert.Equal(2 * 0.00518m, days["2026-11-02"]);
    }
}
