using Microsoft.Playwright;

namespace Bursar.Browser.Tests;

/// <summary>Debian's Chromium, driven by Playwright; tests that need it are skipped where it is not installed.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string? Executable = ((string[])["/usr/bin/chromium", "/usr/bin/chromium-browser"]).FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Executable is not null)
        {
            _playwright = await Playwright.CreateAsync();
            // Its own sandbox needs rights that a container does not give, and the pages are this program's.
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, ChromiumSandbox = false });
        }
    }

    /// <summary>Opens a file and waits until nothing more happens.</summary>
    public async Task<OpenPage> OpenAsync(string file, int width, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(_browser is null, "Chromium is not installed.");
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme });
        var page = new OpenPage(await context.NewPageAsync());
        await page.Page.GotoAsync(new Uri(file).AbsoluteUri, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>A page, and all that it asked for and complained about.</summary>
public sealed class OpenPage
{
    public OpenPage(IPage page)
    {
        Page = page;
        page.Request += (_, request) => Requests.Add(request.Url);
        page.Console += (_, message) => Complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Complaints.Add(error);
        page.Dialog += (_, dialog) =>
        {
            Complaints.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public List<string> Requests { get; } = [];

    public List<string> Complaints { get; } = [];
}
