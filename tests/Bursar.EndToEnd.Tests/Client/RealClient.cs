using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Client;

/// <summary>The real Claude Code client in print mode, pointed at an API on loopback and at nothing else.</summary>
public sealed class RealClient(ClientHome home, Uri api)
{
    private readonly Dictionary<string, string> _environment = ClientEnvironment.For(home, api);

    public async Task<ClientResult> RunAsync(ClientPrompt prompt)
    {
        var run = await ProgramRunner.RunAsync(
            ClientBinary.Path, prompt.Arguments(), _environment, home.Project, TimeSpan.FromSeconds(90),
            cancellation: TestContext.Current.CancellationToken);
        return ClientResult.Parse(run.MustSucceed());
    }
}
