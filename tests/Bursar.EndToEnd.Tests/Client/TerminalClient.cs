using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Client;

/// <summary>The real client in a terminal (tmux), driven by keys as a person would.</summary>
public sealed class TerminalClient : IAsyncDisposable
{
    /// <summary>Long, because many clients share two cores; what is waited for mostly comes within a second.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ClientHome _home;
    private readonly Dictionary<string, string> _environment;
    private string? _sent;

    private TerminalClient(ClientHome home, Dictionary<string, string> environment) => (_home, _environment) = (home, environment);

    public static bool IsPossible { get; } =
        ProgramRunner.SystemPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, "tmux")));

    public static Task<TerminalClient> StartAsync(ClientHome home, Uri api, params string[] arguments) =>
        StartAsync(home, ClientEnvironment.For(home, api), arguments);

    /// <param name="home">Where the client lives.</param>
    /// <param name="variables">What the client and its hooks run with.</param>
    /// <param name="arguments">The client's options.</param>
    internal static async Task<TerminalClient> StartAsync(ClientHome home, IReadOnlyDictionary<string, string> variables, string[] arguments)
    {
        TrustTheProject(home);
        var environment = new Dictionary<string, string>(variables, StringComparer.Ordinal);
        environment["TERM"] = "xterm-256color";
        environment["LANG"] = "C.UTF-8";
        // A server of its own: nobody else's sessions can be touched, and its environment is this one.
        environment["TMUX_TMPDIR"] = home.Home;
        var terminal = new TerminalClient(home, environment);
        string[] start = ["new-session", "-d", "-s", "client", "-x", "200", "-y", "60", ClientBinary.Path, .. arguments];
        // A tmux server that dies as it starts (seen once in thousands, on a loaded machine) has started no client: another is started.
        if (await terminal.RunAsync(start) is not { ExitCode: 0 })
        {
            await terminal.TmuxAsync(start);
        }

        // A status line takes the place of the first hint.
        await terminal.ShowsAsync("for shortcuts", "for agents");
        return terminal;
    }

    /// <summary>Types a line, waits until it stands in the input box, and sends it.</summary>
    public async Task EnterAsync(string text)
    {
        // The client empties the box a while after it has shown what was sent; what is typed before joins the line that is there.
        if (_sent is { } sent)
        {
            await LeavesTheBoxAsync(sent);
        }

        _sent = text;
        // A command's completion is taken by Enter, and may be put into the box after the command has run (seen once in hundreds,
        // on a loaded machine: the box kept "/clear " for good). A command that is followed by a space is not completed.
        await TmuxAsync(["send-keys", "-t", "client", "-l", text.StartsWith('/') ? text + " " : text]);
        await ShowsAsync($"❯\u00a0{text}", $"❯ {text}");
        await TmuxAsync(["send-keys", "-t", "client", "Enter"]);
    }

    /// <summary>Waits until the client has emptied the box, and else empties it as a person would: what was sent has had its effect by then.</summary>
    private async Task LeavesTheBoxAsync(string sent)
    {
        bool Left(string screen) => !Box(screen).Contains(sent, StringComparison.Ordinal);
        var what = $"'{sent}' to leave the input box";
        try
        {
            await UntilAsync(Left, what, Limit / 4);
        }
        catch (TimeoutException)
        {
            await TmuxAsync(["send-keys", "-t", "client", "C-u"]);
            await UntilAsync(Left, what);
        }
    }

    /// <summary>Waits until the screen shows one of the texts.</summary>
    public Task ShowsAsync(params string[] texts) =>
        UntilAsync(screen => texts.Any(t => screen.Contains(t, StringComparison.Ordinal)), $"the screen to show '{texts[0]}'");

    /// <summary>The same for what the client takes its time for.</summary>
    public Task ShowsWithinAsync(TimeSpan limit, string text) =>
        UntilAsync(screen => screen.Contains(text, StringComparison.Ordinal), $"the screen to show '{text}'", limit);

    /// <summary>Waits until the screen shows a text, wherever its lines are broken.</summary>
    public Task ReadsAsync(string text) =>
        UntilAsync(screen => Unbroken(screen).Contains(Unbroken(text), StringComparison.Ordinal), $"the screen to read '{text}'");

    /// <summary>The input box's line: the last that begins with the prompt's sign.</summary>
    private static string Box(string screen) => screen.Split('\n').LastOrDefault(line => line.StartsWith('❯')) ?? "";

    private static string Unbroken(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    /// <summary>Waits until a text has gone from the screen.</summary>
    public Task ShowsNoMoreAsync(string text) =>
        UntilAsync(screen => !screen.Contains(text, StringComparison.Ordinal), $"'{text}' to leave the screen");

    public async Task ExitAsync()
    {
        await EnterAsync("/exit");
        await UntilAsync(screen => screen.Length == 0, "the client to leave");
    }

    public async ValueTask DisposeAsync()
    {
        if (await ScreenAsync() is not "")
        {
            await TmuxAsync(["kill-server"]);
        }
    }

    private async Task UntilAsync(Func<string, bool> reached, string what, TimeSpan? within = null)
    {
        var patience = within ?? Limit;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var screen = await ScreenAsync();
        try
        {
            for (; !reached(screen); screen = await ScreenAsync())
            {
                await tick.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Waited {patience.TotalSeconds} s for {what}. The screen:\n{screen}");
        }
    }

    /// <summary>The screen's text, empty once the client has ended.</summary>
    private async Task<string> ScreenAsync()
    {
        var shown = await RunAsync(["capture-pane", "-p", "-t", "client"]);
        return shown.ExitCode == 0 ? shown.Stdout : "";
    }

    private async Task TmuxAsync(string[] arguments) => (await RunAsync(arguments)).MustSucceed();

    private Task<ProgramResult> RunAsync(string[] arguments) =>
        ProgramRunner.RunAsync("tmux", ["-L", "bursar", .. arguments], _environment, _home.Project, Limit);

    /// <summary>Spares the client its questions about the key, the folder and the theme.</summary>
    private static void TrustTheProject(ClientHome home)
    {
        var path = Path.Combine(home.Home, ".claude.json");
        var state = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
        state["hasCompletedOnboarding"] = true;
        state["customApiKeyResponses"] = new JsonObject { ["approved"] = new JsonArray(ClientEnvironment.Key), ["rejected"] = new JsonArray() };
        state["projects"] = new JsonObject { [home.Project] = new JsonObject { ["hasTrustDialogAccepted"] = true } };
        File.WriteAllText(path, state.ToJsonString());
    }
}
