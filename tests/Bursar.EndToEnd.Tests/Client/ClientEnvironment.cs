using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Client;

/// <summary>The variables the client runs with: a home of its own, a dummy key, and loopback only.</summary>
internal static class ClientEnvironment
{
    public const string Key = "sk-ant-dummy";

    public static Dictionary<string, string> For(ClientHome home, Uri api)
    {
        if (!api.IsLoopback)
        {
            throw new ArgumentException($"The client may only talk to loopback, not to {api}.", nameof(api));
        }

        return new(StringComparer.Ordinal)
        {
            ["HOME"] = home.Home,
            ["PATH"] = ProgramRunner.SystemPath,
            ["ANTHROPIC_BASE_URL"] = api.ToString().TrimEnd('/'),
            ["ANTHROPIC_API_KEY"] = Key,
            ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
            ["DISABLE_TELEMETRY"] = "1",
            ["DISABLE_AUTOUPDATER"] = "1",
            ["DISABLE_ERROR_REPORTING"] = "1",
            // Whatever else it might want to reach ends at a closed port.
            ["HTTPS_PROXY"] = "http://127.0.0.1:9",
            ["NO_PROXY"] = "127.0.0.1",
        };
    }
}
