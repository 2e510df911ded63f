using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Client;

/// <summary>The real Claude Code client, pointed at an API on loopback and at nothing else.</summary>
public sealed class RealClient
{
    private readonly ClientHome _home;
    private readonly Dictionary<string, string> _environment;

    public RealClient(ClientHome home, Uri api)
    {
        if (!api.IsLoopback)
        {
            throw new ArgumentException($"The client may only talk to loopback, not to {api}.", nameof(api));
        }

        _home = home;
        _environment = new(StringComparer.Ordinal)
        {
            ["HOME"] = home.Home,
            ["PATH"] = ProgramRunner.SystemPath,
            ["ANTHROPIC_BASE_URL"] = api.ToString().TrimEnd('/'),
            ["ANTHROPIC_API_KEY"] = "sk-ant-dummy",
            ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
            ["DISABLE_TELEMETRY"] = "1",
            ["DISABLE_AUTOUPDATER"] = "1",
            ["DISABLE_ERROR_REPORTING"] = "1",
            // Whatever else it might want to reach ends at a closed port.
            ["HTTPS_PROXY"] = "http://127.0.0.1:9",
            ["NO_PROXY"] = "127.0.0.1",
        };
    }

    public async Task<ClientResult> RunAsync(ClientPrompt prompt)
    {
        var run = await ProgramRunner.RunAsync(
            ClientBinary.Path, prompt.Arguments(), _environment, _home.Project, TimeSpan.FromSeconds(90),
            cancellation: TestContext.Current.CancellationToken);
        return ClientResult.Parse(run.MustSucceed());
    }
}
