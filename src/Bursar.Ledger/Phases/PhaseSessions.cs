using Bursar.Ledger.Reports;

namespace Bursar.Ledger.Phases;

/// <summary>Which session a mark is for.</summary>
public static class PhaseSessions
{
    /// <summary>
    /// A whole id is taken at its word: whoever starts the client with a session id of their own marks it before there is
    /// anything to know of it. A beginning must be one of a session that is known.
    /// </summary>
    public static string Resolve(LedgerStore ledger, string wanted) => Guid.TryParseExact(wanted, "D", out var id) ? id.ToString() : SessionUsages.ResolveKnown(ledger, wanted);
}
