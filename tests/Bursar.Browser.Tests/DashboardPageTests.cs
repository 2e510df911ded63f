using Bursar.Cli.Tests.Dashboards;
using Microsoft.Playwright;

namespace Bursar.Browser.Tests;

/// <summary>The page of <c>bursar dashboard --html</c> as a reader's browser shows it.</summary>
public sealed class DashboardPageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    private async Task<string> PageAsync(params string[] projects)
    {
        _ = new Spending(_sandbox, 11, projects, ["commit", "<script>document.title = 'taken'; alert(1)</script>"]);
        Directory.CreateDirectory(_sandbox.BursarHome);
        await File.WriteAllTextAsync(Path.Combine(_sandbox.BursarHome, "policy.json"), """{"budgets":[{"name":"monthly","period":"month","maxSpendUSD":600},{"name":"daily","period":"day","maxSpendUSD":0.0001}]}""", TestContext.Current.CancellationToken);
        var file = _sandbox.Path("spending.html");
        (await _sandbox.RunAsync("dashboard", "--html", file)).MustSucceed();
        return file;
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task It_shows_everything_within_the_window_asks_nobody_for_anything_and_complains_of_nothing(int width)
    {
        var file = await PageAsync([.. Enumerable.Range(0, 12).Select(i => $"/home/ada/a-folder-with-a-long-name/project-{i}"), "/home/ada/" + new string('x', 120)]);
        var open = await browser.OpenAsync(file, width);

        Assert.Equal([new Uri(file).AbsoluteUri], open.Requests);
        Assert.Empty(open.Complaints);
        Assert.Equal(["Today", "This week", "This month"], await open.Page.Locator(".card h2").AllInnerTextsAsync());
        Assert.Equal(30, await open.Page.Locator(".chart rect").CountAsync());
        Assert.True(await open.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "The page is wider than the window.");
        foreach (var heading in (string[])["Budgets", "The last 30 days", "By project", "By model", "By skill", "Sessions that cost most", "Out of the ordinary", "What these figures leave out"])
        {
            Assert.True(await open.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = heading, Exact = true }).IsVisibleAsync(), heading);
        }
    }

    [Fact]
    public async Task Names_that_are_html_are_shown_and_not_run()
    {
        var open = await browser.OpenAsync(await PageAsync("/home/ada/</style></script><img src=x onerror=alert(1)>", "/home/ada/grove"), 1280);

        Assert.Empty(open.Complaints);
        Assert.Single(open.Requests);
        Assert.StartsWith("Claude Code spending", await open.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Contains("</style></script><img src=x onerror=alert(1)>", await open.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await open.Page.Locator("img, script, iframe, link[rel=stylesheet]").CountAsync());
    }

    [Fact]
    public async Task It_is_dark_where_the_reader_is_and_its_text_can_be_read_in_both()
    {
        var file = await PageAsync("/home/ada/grove");
        var light = await ContrastAsync(await browser.OpenAsync(file, 1280));
        var dark = await ContrastAsync(await browser.OpenAsync(file, 1280, ColorScheme.Dark));

        Assert.True(light.Background > 0.8 && dark.Background < 0.1, $"light {light}, dark {dark}");
        // What WCAG asks of ordinary text.
        Assert.True(light.Contrast >= 4.5 && dark.Contrast >= 4.5, $"light {light}, dark {dark}");
    }

    /// <summary>The luminance of the page, and the least contrast of any of its texts.</summary>
    private static async Task<(double Background, double Contrast)> ContrastAsync(OpenPage open)
    {
        var values = await open.Page.EvaluateAsync<double[]>(
            """
            () => {
              const luminance = color => { const [r, g, b] = color.match(/[\d.]+/g).map(Number).map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const behind = element => { for (; element; element = element.parentElement) { const color = getComputedStyle(element).backgroundColor; if (!color.endsWith(', 0)')) return color; } return 'rgb(255,255,255)'; };
              let least = 21;
              for (const element of document.querySelectorAll('h1,h2,p,td,th,li,small,summary,.big span')) {
                const a = luminance(getComputedStyle(element).color), b = luminance(behind(element));
                least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
              }
              return [luminance(getComputedStyle(document.body).backgroundColor), least];
            }
            """);
        return (values[0], values[1]);
    }
}
