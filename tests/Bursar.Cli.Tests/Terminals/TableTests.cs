namespace Bursar.Cli.Tests.Terminals;

public sealed class TableTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithFixture();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData(80, "daily")]
    [InlineData(140, "daily")]
    [InlineData(80, "daily --breakdown")]
    [InlineData(80, "session")]
    [InlineData(140, "session")]
    [InlineData(80, "blocks")]
    [InlineData(80, "usage --session a1")]
    [InlineData(80, "report --by project,agent,skill")]
    [InlineData(140, "report --by project,agent,skill")]
    [InlineData(80, "pricing")]
    public async Task A_table_fits_the_terminal_and_its_frame_is_whole(int columns, string command)
    {
        var screen = await TmuxTerminal.ShowAsync(_sandbox, columns, $"\"$BURSAR\" {command}");

        var frame = screen.Split('\n').Where(line => line.Length > 0 && "╭├│╰".Contains(line[0], StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(frame);
        // A report may be more than one table.
        var widths = new List<int>();
        foreach (var line in frame)
        {
            if (line[0] == '╭')
            {
                widths.Add(line.Length);
            }

            Assert.Equal(widths[^1], line.Length);
        }

        Assert.All(frame, line => Assert.Contains(line[^1], "╮┤│╯"));
        Assert.All(widths, width => Assert.InRange(width, 20, columns));
    }

    [Theory]
    [InlineData(80, "daily")]
    [InlineData(140, "daily")]
    [InlineData(80, "daily --breakdown")]
    [InlineData(140, "daily --breakdown")]
    [InlineData(140, "session")]
    [InlineData(80, "report --by day")]
    public async Task A_row_of_a_common_report_takes_one_line(int columns, string command)
    {
        var screen = await TmuxTerminal.ShowAsync(_sandbox, columns, $"\"$BURSAR\" {command}");

        // A wrapped row goes on in a line whose last cell, the cost, is empty; only the line above the total may be like that.
        var wrapped = screen.Split('\n').Where(line => line.StartsWith('│') && line.Split('│')[^2].Trim().Length == 0 && line.Any(char.IsLetterOrDigit));
        Assert.Empty(wrapped);
    }

    [Fact]
    public async Task NO_COLOR_leaves_out_colours_and_without_it_the_total_stands_out()
    {
        var plain = await TmuxTerminal.ShowAsync(_sandbox, 140, "\"$BURSAR\" daily", withColours: true);
        _sandbox.Environment.Remove("NO_COLOR");
        var coloured = await TmuxTerminal.ShowAsync(_sandbox, 140, "\"$BURSAR\" daily", withColours: true);

        Assert.DoesNotContain("\u001b[3", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[9", plain, StringComparison.Ordinal);
        Assert.Matches("\u001b\\[1m\u001b\\[[39]3m.*Total|\u001b\\[1;33m.*Total|\u001b\\[1m.*Total", coloured);
        Assert.Contains("\u001b[3", coloured, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_gets_no_colours()
    {
        _sandbox.Environment.Remove("NO_COLOR");

        Assert.DoesNotContain('\u001b', (await _sandbox.RunAsync("daily")).MustSucceed().Stdout);
    }

    [Theory]
    [InlineData(140)]
    [InlineData(60)]
    public async Task A_long_first_read_shows_how_far_it_is_and_leaves_nothing_behind(int columns)
    {
        _ = new Corpus.Grove(_sandbox, seed: 5, sessions: 400, responses: 250);

        // Everything the program wrote to the terminal, and what the terminal shows in the end.
        var log = _sandbox.Path("typescript");
        var screen = await TmuxTerminal.ShowAsync(_sandbox, columns, $"script -qec '\"$BURSAR\" ingest' '{log}'");

        Assert.Contains("Reading transcripts", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("Reading transcripts", screen, StringComparison.Ordinal);
        Assert.Contains("transcripts had something new", screen, StringComparison.Ordinal);
    }
}
