using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Bursar.Cli.Tests.Dashboards;

namespace Bursar.Browser.Tests;

/// <summary>The charts of a Markdown dashboard as Mermaid itself draws them, which is what GitHub uses.</summary>
public sealed partial class MermaidTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private static readonly string Library = Path.Combine(RepositoryRoot.Path, "artifacts", "mermaid", "node_modules", "mermaid", "dist", "mermaid.min.js");

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Every_chart_is_drawn_with_a_bar_for_each_day_and_labels_that_do_not_overlap()
    {
        Assert.SkipUnless(File.Exists(Library), "Mermaid is not installed (eng/needs/50-mermaid).");
        _ = new Spending(_sandbox, 11, ["/home/ada/grove"], ["commit"]);
        var markdown = (await _sandbox.RunAsync("dashboard")).MustSucceed().Stdout;
        var charts = Chart().Matches(markdown).Select(match => match.Groups["text"].Value).ToList();
        var page = _sandbox.Path("charts.html");
        await File.WriteAllTextAsync(page, new StringBuilder("<!doctype html><link rel=\"icon\" href=\"data:,\"><body>")
            .AppendJoin('\n', charts.Select(chart => $"<pre class=\"mermaid\">{WebUtility.HtmlEncode(chart)}</pre>"))
            .Append("<script src=\"").Append(new Uri(Library).AbsoluteUri).Append("\"></script>")
            .Append("<script>mermaid.initialize({startOnLoad:false}); mermaid.run().then(() => document.title = 'drawn', wrong => document.title = 'failed: ' + wrong.message)</script>")
            .ToString(), TestContext.Current.CancellationToken);

        var open = await browser.OpenAsync(page, 1280);
        await open.Page.WaitForFunctionAsync("document.title !== ''");

        Assert.Equal("drawn", await open.Page.TitleAsync());
        Assert.Empty(open.Complaints);
        Assert.Equal(2, charts.Count);
        Assert.Equal(charts.Count, await open.Page.Locator("pre svg").CountAsync());
        Assert.Equal(30, await open.Page.Locator("svg g.bar-plot-0 rect").CountAsync());
        // Boxes of the labels below the bars, from left to right: none begins before the one before it ends.
        var boxes = await open.Page.EvaluateAsync<double[][]>("[...document.querySelectorAll('svg g.bottom-axis g.label text')].map(text => text.getBoundingClientRect()).map(box => [box.left, box.right]).sort((a, b) => a[0] - b[0])");
        Assert.Equal(30, boxes.Length);
        Assert.All(boxes.Zip(boxes.Skip(1)), pair => Assert.True(pair.First[1] <= pair.Second[0] + 0.5, $"{pair.First[1]} lies behind {pair.Second[0]}"));
    }

    [GeneratedRegex("```mermaid\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Chart();
}
