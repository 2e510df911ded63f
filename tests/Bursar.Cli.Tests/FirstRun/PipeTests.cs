using Bursar.Cli.Tests.Output;

namespace Bursar.Cli.Tests.FirstRun;

public sealed class PipeTests(Fixture fixture) : IClassFixture<Fixture>
{
    [Theory]
    [InlineData("daily", "head -1")]
    [InlineData("daily --json", "head -c1")]
    [InlineData("pricing --json", "head -1")]
    [InlineData("pricing", "true")]
    [InlineData("report --by hour,session,model --json", "true")]
    [InlineData("report --by hour,session --csv", "true")]
    [InlineData("--help", "true")]
    public async Task A_reader_that_has_seen_enough_is_no_error(string command, string reader)
    {
        var result = (await fixture.Sandbox.ShellAsync($"\"$BURSAR\" {command} | {reader} > /dev/null; echo ${{PIPESTATUS[0]}}")).MustSucceed();

        Assert.Equal("0\n", result.Stdout);
        Assert.Empty(result.Stderr);
    }

    [Theory]
    [InlineData("daily")]
    [InlineData("daily --json")]
    [InlineData("--help")]
    public async Task Output_that_cannot_be_written_is_an_error(string command)
    {
        var result = await fixture.Sandbox.ShellAsync($"exec \"$BURSAR\" {command} > /dev/full");

        result.MustExit(3);
        Assert.StartsWith("error: ", result.Stderr, StringComparison.Ordinal);
        Assert.Contains("No space left", result.Stderr, StringComparison.Ordinal);
    }
}
