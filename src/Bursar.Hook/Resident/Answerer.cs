using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Bursar.Guard;
using Bursar.Guard.Processes;
using Bursar.Guard.StatusLine;
using Bursar.Ledger;

namespace Bursar.Hook.Resident;

/// <summary>Answers one hook as the hook would by itself: with its environment, on ledgers that stay open.</summary>
/// <param name="residence">Whose hooks are answered.</param>
/// <param name="maxIdle">How many ledgers stay open.</param>
[SupportedOSPlatform("linux")]
internal sealed partial class Answerer(Residence residence, int maxIdle) : IDisposable
{
    /// <summary>What a hook gives itself.</summary>
    public static readonly TimeSpan MaxWork = TimeSpan.FromSeconds(4);

    private readonly LedgerPool _ledgers = new(maxIdle);
    private readonly ZoneWatch _zone = new();

    /// <returns>False when it went away, or must do its work itself.</returns>
    public bool Answer(LocalSocket hook, ClientWatch clients)
    {
        if (hook.Peer is not { Process: > 0 } peer || peer.User != EffectiveUser() || !Message.Receive(hook, out var question, out var input)
            || PeerVariables.Of(peer.Process) is not { } variables || EnvironmentOf(peer.Process, variables) is not { } environment)
        {
            return false;
        }

        environment = environment with { AsksOverMcp = question == Question.EventAskedOverMcpFirst };
        using var cancellation = new CancellationTokenSource(MaxWork);
        var isHeard = Message.Answer(hook, question == Question.StatusLine ? StatusLine(input, environment, cancellation.Token) : HookRunner.Run(input, environment, cancellation.Token));
        if (environment.Client is { IsValueCreated: true, Value: { IsNamed: true } client })
        {
            clients.Add(client.Id);
        }

        return isHeard;
    }

    private static HookOutcome StatusLine(byte[] input, GuardEnvironment environment, CancellationToken cancellation)
    {
        var line = StatusRunner.Run(input, environment, cancellation);
        return new HookOutcome(line.Output, line.Error, 0);
    }

    /// <summary>What the hook would see. It waits for the answer, so what the system tells of it is true.</summary>
    /// <returns>Null when it would see something else than this program does; then it must look itself.</returns>
    private GuardEnvironment? EnvironmentOf(int hook, PeerVariables variables)
    {
        if (!ProcLinks.SeesSameFiles(hook) || variables.Find("TZ") != Environment.GetEnvironmentVariable("TZ") || !IsAnywhere(variables.Find("CLAUDE_CONFIG_DIR")))
        {
            return null;
        }

        _zone.Refresh();
        try
        {
            var environment = GuardEnvironment.Of(variables.Find, TimeProvider.System) with { Client = new(() => ClientProcess.Of(hook)), Ledgers = _ledgers };
            return Residence.Find(variables.Find, environment.Paths) == residence ? environment : null;
        }
        catch (UserError)
        {
            // It has no home, which it says itself.
            return null;
        }
    }

    /// <summary>Whether folders mean the same wherever a program is started.</summary>
    private static bool IsAnywhere(string? folders) =>
        string.IsNullOrWhiteSpace(folders) || folders.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(folder => folder is ['/' or '~', ..]);

    public void Dispose() => _ledgers.Dispose();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();
}
