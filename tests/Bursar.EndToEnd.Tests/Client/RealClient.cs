using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Client;

/// <summary>The real Claude Code client in print mode, pointed at an API on loopback and at nothing else.</summary>
public sealed class RealClient(ClientHome home, Uri api)
{
    /// <summary>What the client and its hooks run with.</summary>
    public Dictionary<string, string> Environment { get; } = ClientEnvironment.For(home, api);

    public async Task<ClientResult> RunAsync(ClientPrompt prompt) => ClientResult.Parse((await RunRawAsync(prompt)).MustSucceed());

    /// <summary>The same for runs that may end without a result, such as one whose prompt was blocked.</summary>
    internal Task<ProgramResult> RunRawAsync(ClientPrompt prompt) => ProgramRunner.RunAsync(
        ClientBinary.Path, prompt.Arguments(), Environment, home.Project, TimeSpan.FromSeconds(90),
        cancellation: TestContext.Current.CancellationToken);
}
