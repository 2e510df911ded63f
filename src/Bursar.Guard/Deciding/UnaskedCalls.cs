using System.Globalization;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>What follows from calls that ran without anybody having been asked.</summary>
/// <param name="MustStop">Whether the session may not go on.</param>
internal sealed record Unasked(string Reason, bool MustStop);

/// <summary>
/// Where tools are asked about by the MCP server (<c>bursar init --mcp-hooks</c>), the client lets them run when that server
/// has ended or is not there yet. The hook after the batch then does what is left to do: it counts them, holds them against the protection, and
/// says so; the limits it checks anyway, before the next model call.
/// </summary>
internal sealed class UnaskedCalls(LedgerStore ledger, GuardEnvironment environment, HookEvent hook, EffectivePolicy policy, GuardedSession guarded, Context context)
{
    /// <returns>Null when all were asked about that the client did not refuse by itself.</returns>
    public Unasked? Find()
    {
        if (!environment.AsksOverMcp || hook.Name is not ("PostToolBatch" or "PostToolUse"))
        {
            return null;
        }

        var isReady = new ServerWatch(ledger, environment).IsReady;
        var book = new GuardBook(ledger);
        var calls = Calls.Where(call => call.ToolUseId is { Length: > 0 } id && !(isReady && call.LooksRefused) && !book.WasAskedAbout(Called(id))).ToList();
        if (calls.Count == 0)
        {
            return null;
        }

        foreach (var call in calls)
        {
            book.Decided(Called(call.ToolUseId!), allowed: true, context, environment.Now);
        }

        var found = Judge(calls, isReady);
        Journal.Write(ledger, new JournalEntry(environment.Now, found.MustStop ? JournalKind.Stop : JournalKind.Error, guarded.Session, hook.Name, found.Reason));
        return found;
    }

    private GuardedCall Called(string id) => new(guarded.Session, hook.AgentId, id, ThreadQuery.OfCall(ledger, guarded.Session, hook.AgentId, id)?.Slot ?? 0);

    private IEnumerable<BatchCall> Calls => hook.Name is "PostToolBatch" ? hook.Batch : [new BatchCall(hook.ToolUseId, hook.ToolName, hook.ToolInput)];

    private Unasked Judge(List<BatchCall> calls, bool isReady)
    {
        const string Again = "Start it again with /mcp, or go back to hooks that start a program with `bursar init`.";
        var fault = isReady ? "its MCP server did not answer in time" : "its MCP server does not run";
        if (policy.Protects && calls.Select(Refusal).FirstOrDefault(refusal => refusal is not null) is { } refusal)
        {
            return new Unasked($"Bursar: {fault}, and a tool ran that it would have refused. {refusal} {Again}", MustStop: true);
        }

        var ran = string.Create(CultureInfo.InvariantCulture, $"{calls.Count} tool call{(calls.Count == 1 ? "" : "s")} ran without being asked about");
        return policy.FailsClosed
            ? new Unasked($"Bursar: {fault}, {ran}, and the policy says to stop then (onError: closed). {Again}", MustStop: true)
            : new Unasked($"Bursar: {fault}, and {ran}. Limits still stop the session before its next model call, but no longer before a tool. {Again}", MustStop: false);
    }

    private string? Refusal(BatchCall call) =>
        WriteProtection.Refusal(environment, hook with { ToolName = call.ToolName, ToolInput = call.ToolInput }, guarded.Project, policy);
}
