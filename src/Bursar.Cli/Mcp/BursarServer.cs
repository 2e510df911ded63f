using Bursar.Cli.Mcp.Tools;
using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Guard.Processes;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Bursar.Cli.Mcp;

/// <summary>The MCP server: a session's usage, limits, phases and reports for agents, and the guard for hooks, over standard input and output.</summary>
internal static class BursarServer
{
    public const string Name = "bursar";

    private const int AtOnce = 32;

    private const string Instructions =
        "Bursar keeps the books of Claude Code: what this session, its subagents and every earlier session used, in tokens and US dollars at list price, read from the transcripts on this machine. "
        + "Use session_usage and check_limits to plan work by what it costs and what is left; phase_start and phase_end around the steps of a workflow, and phase_report for what each step cost; "
        + "estimate for what a step is likely to cost; usage_report for history.";

    /// <summary>Serves until the client closes the connection.</summary>
    public static async Task RunAsync(CommandContext context)
    {
        // Calls block on files and locks, and an agent's tools come many at once; the pool would add threads one by one.
        ThreadPool.SetMinThreads(AtOnce, AtOnce);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation);
        using var ledgers = new LedgerPool();
        var options = Options(context, ledgers, stop.Token);
        await using var transport = new StdioServerTransport(options);
        await using var server = McpServer.Create(transport, options);
        await server.RunAsync(stop.Token).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// So that the hooks of this client can tell when the server has ended. The ledger stays open from here on, which saves each
    /// hook the making and removing of its log, and four waits for the disk. Without it they would take it for ended, so a failure is loud
    /// enough there.
    /// </summary>
    private static void Register(CommandContext context, LedgerPool ledgers)
    {
        try
        {
            var environment = GuardEnvironment.Of(context.Environment, context.Clock);
            if (environment.Client.Value is { } client && ClientProcess.Current is { } self)
            {
                ledgers.With(context.Paths.Ledger, LedgerStore.DefaultBusyTimeout, LedgerStore.DefaultBusyTimeout, ledger => ledger.Transact(() =>
                {
                    new GuardServers(ledger).Note(client.Id, client.Started, self.Id, self.Started, environment.Now);
                    return 0;
                }));
            }
        }
        catch (UserError e)
        {
            context.Terminal.Error.WriteLine($"warning: {e.Message}");
        }
    }

    private static McpServerOptions Options(CommandContext context, LedgerPool ledgers, CancellationToken stopped)
    {
        // Prices and settings may change while the server runs, so each request has a context of its own.
        CommandContext Fresh(CancellationToken cancellation) => new(context.Environment, context.Terminal, context.Clock, cancellation);
        var services = new McpServices(Fresh);
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = Name, Title = "Bursar", Version = typeof(HookRunner).Assembly.GetName().Version!.ToString(3) },
            ServerInstructions = Instructions,
            Capabilities = new ServerCapabilities { Resources = new ResourcesCapability { Subscribe = true }, Tools = new ToolsCapability() },
            ToolCollection = [.. Tools(context, services, ledgers)],
        };
        // A client that has asked for the tools calls them from then on.
        options.Filters.Request.ListToolsFilters.Add(next => (request, cancellation) =>
        {
            Register(context, ledgers);
            return next(request, cancellation);
        });
        new UsageResources(services).AddTo(options.Handlers);
        new UsageSubscriptions(Fresh, context.Clock, stopped).AddTo(options.Handlers);
        return options;
    }

    private static IEnumerable<McpServerTool> Tools(CommandContext context, McpServices services, LedgerPool ledgers) =>
    [
        new SessionUsageTool(services),
        new CheckLimitsTool(services),
        new UsageReportTool(services),
        new PhaseStartTool(services, context.Clock),
        new PhaseEndTool(services, context.Clock),
        new PhaseReportTool(services),
        new EstimateTool(services),
        new GuardTool(services, ledgers, context.Clock, context.Terminal.Error.WriteLine),
    ];
}
