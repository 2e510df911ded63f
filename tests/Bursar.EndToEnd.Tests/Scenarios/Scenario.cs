using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Scenarios;

/// <summary>A fake API, a real client with a home of its own, and a bursar that reads that home.</summary>
public sealed class Scenario : IAsyncDisposable
{
    private Scenario(FakeMessagesApi api, ClientHome home)
    {
        (Api, Home) = (api, home);
        Client = new RealClient(home, api.Address);
        Bursar = new BursarProgram(home.Home, home.BursarHome);
    }

    public FakeMessagesApi Api { get; }
    public ClientHome Home { get; }
    public RealClient Client { get; }
    public BursarProgram Bursar { get; }
    public Bill Bill => Api.Bill;

    public static async Task<Scenario> StartAsync(Script script) => new(await FakeMessagesApi.StartAsync(script), new ClientHome());

    /// <summary>Prompts the client with the opening of a scripted conversation.</summary>
    public Task<ClientResult> AskAsync(string conversation, Func<ClientPrompt, ClientPrompt>? options = null)
    {
        var prompt = new ClientPrompt(Marker.Prompt(conversation, "Please begin."));
        return Client.RunAsync(options?.Invoke(prompt) ?? prompt);
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        Home.Dispose();
    }
}
