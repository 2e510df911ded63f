using System.Text.Json.Nodes;
using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.EndToEnd.Tests.Guard;

/// <summary>
/// A fake API and a real client with the guard installed. What a scripted command does is append its name to a file of the
/// project, so that the file says which tools ran; the API's bill says which calls were made.
/// </summary>
public sealed class GuardScenario : IAsyncDisposable
{
    private const string RunsFile = "runs.txt";

    private GuardScenario(FakeMessagesApi api, ClientHome home)
    {
        (Api, Home) = (api, home);
        Client = new RealClient(home, api.Address);
        foreach (var (name, value) in HookProgram.Environment(home.BursarHome))
        {
            Client.Environment[name] = value;
        }
    }

    public FakeMessagesApi Api { get; }
    public ClientHome Home { get; }
    public RealClient Client { get; }
    public Bill Bill => Api.Bill;

    public JsonObject Hooks { get; init; } = GuardHooks.Settings(HookForm.Command);

    /// <summary>The MCP servers that the client starts; null for none.</summary>
    public JsonObject? Servers { get; init; }

    public string PolicyFile => Path.Combine(Home.BursarHome, "policy.json");

    public string LedgerFile => Path.Combine(Home.BursarHome, "ledger.db");

    /// <summary>With hooks that start <c>bursar-hook</c>.</summary>
    public static Task<GuardScenario> StartAsync(Script script, string? policy) => StartAsync(HookForm.Command, script, policy);

    /// <param name="form">How the client asks before a tool.</param>
    /// <param name="script">What the API answers.</param>
    /// <param name="policy">The user's policy file; null for none.</param>
    /// <param name="olderClient">Whether the client knows no PostToolBatch.</param>
    /// <param name="servers">Whether the MCP server runs although no hook asks it.</param>
    public static Task<GuardScenario> StartAsync(HookForm form, Script script, string? policy, bool olderClient = false, bool servers = false) =>
        StartAsync(script, policy, olderClient ? GuardHooks.SettingsOfOlderClients(form) : GuardHooks.Settings(form), form == HookForm.McpTool || servers ? GuardHooks.Servers : null);

    internal static async Task<GuardScenario> StartAsync(Script script, string? policy, JsonObject hooks, JsonObject? servers = null)
    {
        var scenario = new GuardScenario(await FakeMessagesApi.StartAsync(script), new ClientHome()) { Hooks = hooks, Servers = servers };
        if (policy is not null)
        {
            await File.WriteAllTextAsync(scenario.PolicyFile, policy);
        }

        return scenario;
    }

    /// <summary>The options of a client in a terminal.</summary>
    public string[] ClientArguments(params string[] allowedTools) =>
    [
        "--settings", Hooks.ToJsonString(), .. Servers is null ? (string[])[] : ["--mcp-config", Servers.ToJsonString(), "--strict-mcp-config"], "--allowedTools", .. allowedTools,
    ];

    /// <summary>A reply that calls a command which leaves its name in <see cref="Runs"/>.</summary>
    public static Reply Runs(string name) => Reply.RunsBash(Command(name));

    public static string Command(string name) => $"echo {name} >> {RunsFile}";

    /// <summary>The commands that ran, in their order.</summary>
    public IReadOnlyList<string> Ran => File.Exists(Path.Combine(Home.Project, RunsFile)) ? File.ReadAllLines(Path.Combine(Home.Project, RunsFile)) : [];

    /// <summary>What the API answered, as conversation#step, in the order it was asked; background calls left out.</summary>
    public IReadOnlyList<string> Called => [.. Bill.Conversations.Select(r => $"{r.Conversation}#{r.Step}")];

    /// <summary>Prompts the client with the opening of a scripted conversation.</summary>
    internal async Task<GuardedRun> AskAsync(string conversation, Func<ClientPrompt, ClientPrompt>? options = null)
    {
        var prompt = new ClientPrompt(Marker.Prompt(conversation, "Please begin.")) { Settings = (JsonObject)Hooks.DeepClone(), McpConfig = (JsonObject?)Servers?.DeepClone() };
        return GuardedRun.Parse(await Client.RunRawAsync(options?.Invoke(prompt) ?? prompt));
    }

    /// <summary>What the client would write to a hook; its transcript is where the client would keep it.</summary>
    internal JsonObject Event(string name, string session, params (string Name, string Value)[] fields)
    {
        var json = new JsonObject
        {
            ["session_id"] = session,
            ["transcript_path"] = Path.Combine(Home.Transcripts, "-project", session + ".jsonl"),
            ["cwd"] = Home.Project,
            ["hook_event_name"] = name,
        };
        foreach (var field in fields)
        {
            json[field.Name] = field.Value;
        }

        return json;
    }

    /// <summary>Calls the hook as the client would.</summary>
    internal Task<ProgramResult> HookAsync(string name, string session, params (string Name, string Value)[] fields) =>
        HookAsync(Event(name, session, fields).ToJsonString());

    internal Task<ProgramResult> HookAsync(string stdin) => ProgramRunner.RunAsync(
        HookProgram.ForMany, [], Client.Environment, Home.Project, TimeSpan.FromSeconds(60), stdin, TestContext.Current.CancellationToken);

    public IReadOnlyList<JournalEntry> Journal(string? session = null)
    {
        using var ledger = LedgerStore.OpenReadOnly(LedgerFile) ?? throw new InvalidOperationException("The guard has made no ledger.");
        return [.. Ledger.Guarding.Journal.Read(ledger, session, long.MinValue, int.MaxValue).Reverse()];
    }

    /// <summary>What the journal tells of one kind, as event and message.</summary>
    public IReadOnlyList<string> Journal(JournalKind kind, string? session = null) =>
        [.. Journal(session).Where(entry => entry.Kind == kind).Select(entry => $"{entry.Event}: {entry.Message}")];

    /// <summary>Writes Bursar's own configuration.</summary>
    public void Configure(string config) => File.WriteAllText(Path.Combine(Home.BursarHome, "config.json"), config);

    /// <summary>What a human allows to a session on top of its limits, for an hour.</summary>
    public void Allow(string session, LimitKind kind, long amount)
    {
        using var ledger = LedgerStore.Open(LedgerFile);
        var now = Timestamp.Of(TimeProvider.System.GetUtcNow());
        ledger.Transact(() =>
        {
            Overrides.Add(ledger, new Override(session, null, kind, amount, now, now + (3600 * Timestamp.PerSecond)));
            return 0;
        });
    }

    public SessionStateFile State(string session) => SessionStateFile.Read(Path.Combine(Home.BursarHome, "sessions", session + ".json"));

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        Home.Dispose();
    }
}
