using Bursar.Ledger.Sqlite;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Ledger.Guarding;

/// <summary>A response that made a tool call.</summary>
/// <param name="Context">What it belongs to.</param>
/// <param name="Slot">What tells it from others, whatever becomes of it.</param>
/// <param name="Calls">How many calls it makes.</param>
public readonly record struct CallingResponse(Context Context, long Slot, int Calls);

/// <summary>Where a thread of a session stands: the main one, or a subagent's.</summary>
public static class ThreadQuery
{
    /// <summary>A response is among the latest of its thread while its tools are being decided about.</summary>
    private const int Recent = 60;

    /// <summary>What the thread's latest response belongs to; null when it has none yet.</summary>
    public static Context? Latest(LedgerStore ledger, string session, string? agentId) => Find(ledger, session, agentId, null)?.Context;

    /// <summary>The response that made a tool call; null when it is not in the ledger yet.</summary>
    public static CallingResponse? OfCall(LedgerStore ledger, string session, string? agentId, string call) => Find(ledger, session, agentId, HashOf(call));

    /// <summary>Whether the latest response of a thread calls no tool, as the one does that ends its work.</summary>
    public static bool HasLastWords(LedgerStore ledger, string session, string? agentId) => Find(ledger, session, agentId, null) is { Calls: 0 };

    /// <summary>Whether one of the latest responses of a session, in whichever thread, made a tool call.</summary>
    public static bool HasCall(LedgerStore ledger, string session, string call)
    {
        if (ledger.Names.Find(session) is not { } id)
        {
            return false;
        }

        var hash = HashOf(call);
        using var rows = ledger.Database.Prepare("SELECT tools FROM responses WHERE session = ?1 AND part = 0 ORDER BY id DESC LIMIT ?2");
        rows.Bind(1, id).Bind(2, Recent);
        while (rows.Step())
        {
            if (ToolSet.FromBytes(rows.Bytes(0)).Contains(hash))
            {
                return true;
            }
        }

        return false;
    }

    private static uint HashOf(string call) => ToolSet.Hash(System.Text.Encoding.UTF8.GetBytes(call));

    private static CallingResponse? Find(LedgerStore ledger, string session, string? agentId, uint? call)
    {
        var names = ledger.Names;
        if (names.Find(session) is not { } id || (agentId is not null && names.Find(agentId) is null))
        {
            return null;
        }

        using var rows = ledger.Database.Prepare("SELECT project, branch, model, skill, agent, tools, slot FROM responses WHERE session = ?1 AND agent_id IS ?2 AND part = 0 ORDER BY id DESC LIMIT ?3");
        rows.Bind(1, id).Bind(2, agentId is null ? null : names.Find(agentId)).Bind(3, call is null ? 1 : Recent);
        while (rows.Step())
        {
            var calls = ToolSet.FromBytes(rows.Bytes(5));
            if (call is not { } hash || calls.Contains(hash))
            {
                return new CallingResponse(new Context(Name(ledger, rows, 0), Name(ledger, rows, 1), Name(ledger, rows, 2), Name(ledger, rows, 3), Name(ledger, rows, 4)), rows.Int64(6), calls.Count);
            }
        }

        return null;
    }

    private static string? Name(LedgerStore ledger, Statement rows, int column) => ledger.Names.Name(rows.Int64OrNull(column));
}
