using System.Text.RegularExpressions;

namespace Bursar.Cli.Tests.Output;

/// <summary>However narrow the terminal: no line is longer than it, and no number is broken.</summary>
public sealed partial class NarrowTests : IDisposable
{
    private readonly Sandbox _sandbox = Sandbox.WithFixture();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("daily")]
    [InlineData("session --breakdown")]
    [InlineData("blocks --breakdown")]
    [InlineData("report --by project,model")]
    [InlineData("actions")]
    [InlineData("tree --session a1f0")]
    [InlineData("usage --session a1f0")]
    [InlineData("explain --session a1f0")]
    [InlineData("audit --session a1f0")]
    public async Task A_table_becomes_a_list_before_it_breaks_a_number(string command)
    {
        var amounts = Dollars().Matches(await TextAsync(command, 300)).Select(match => match.Value).ToList();
        Assert.NotEmpty(amounts);
        foreach (var width in (int[])[20, 28, 40, 60, 80, 120])
        {
            var text = await TextAsync(command, width);

            Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, $"{width}: {line}"));
            Assert.Subset(amounts.ToHashSet(StringComparer.Ordinal), Dollars().Matches(text).Select(match => match.Value).ToHashSet(StringComparer.Ordinal));
            Assert.Matches(Dollars(), text);
        }
    }

    [Fact]
    public async Task A_list_names_each_value_and_leaves_out_what_is_empty()
    {
        var text = await TextAsync("actions", 40);

        Assert.Contains("\n  Type        ", text, StringComparison.Ordinal);
        Assert.Contains("\n  Cost (USD)  ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("│", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\n  Name +\n", text);
        Assert.Matches(@"\nTotal\n( .*\n)*  Cost \(USD\)  ", text);
    }

    [Fact]
    public async Task Sessions_go_by_the_beginning_of_their_id_as_long_as_it_tells_them_apart()
    {
        Assert.Contains("│ a1f0c3d2 │", await TextAsync("session", 140), StringComparison.Ordinal);
        var transcript = Directory.EnumerateFiles(_sandbox.Claude, "b2e1*.jsonl", SearchOption.AllDirectories).First();
        var (one, two) = (Path.GetFileNameWithoutExtension(transcript), "a1f0c3d2-ffff-4000-8000-00000000000b");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(transcript)!, $"{two}.jsonl"),
            File.ReadAllText(transcript).Replace(one, two, StringComparison.Ordinal).Replace("msg_", "msg_other_", StringComparison.Ordinal).Replace("req_", "req_other_", StringComparison.Ordinal));

        var text = await TextAsync("session", 140);

        Assert.Contains(two, text, StringComparison.Ordinal);
        Assert.DoesNotContain("│ a1f0c3d2 │", text, StringComparison.Ordinal);
    }

    private async Task<string> TextAsync(string command, int width)
    {
        _sandbox.Environment["COLUMNS"] = FormattableString.Invariant($"{width}");
        return (await _sandbox.RunAsync(command.Split(' '))).MustSucceed().Stdout;
    }

    [GeneratedRegex(@"\$[0-9,]+(\.[0-9]+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Dollars();
}
