using Bursar.Guard.Processes;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;

namespace Bursar.Guard;

/// <summary>The MCP server that is asked about tools, as the hooks beside it see it.</summary>
internal sealed class ServerWatch(LedgerStore ledger, GuardEnvironment environment)
{
    /// <summary>A client connects its servers while the user types the first prompt; nobody is held up for longer than this.</summary>
    private static readonly TimeSpan MaxStart = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Whether the server of this client has been asked for its tools, and still runs.</summary>
    public bool IsReady => environment.Client.Value is { } client
        && new GuardServers(ledger).Find(client.Id, client.Started) is var (process, started)
        && ProcessEntry.Find(process)?.Started == started;

    /// <summary>
    /// Before a prompt: the client lets tools run that it cannot ask about, and at the start of a session its servers may not
    /// be there yet. One that does not come is waited for once.
    /// </summary>
    public void AwaitStart(string session, CancellationToken cancellation)
    {
        if (IsReady || environment.Client.Value is not { } client)
        {
            return;
        }

        // By process: a client that is started anew starts its servers anew.
        var first = ledger.Transact(() => new GuardBook(ledger).SaysFirst(session, FormattableString.Invariant($"awaited:{client.Id}:{client.Started}")));
        var started = environment.Clock.GetTimestamp();
        while (first && !IsReady && environment.Clock.GetElapsedTime(started) < MaxStart)
        {
            cancellation.WaitHandle.WaitOne(Interval);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
