using Bursar.Policy;

namespace Bursar.Ledger.Guarding;

/// <summary>The policy files as they were when a session began; they hold until a human confirms others.</summary>
public static class PinnedPolicies
{
    public static IReadOnlyList<PolicyText> Read(LedgerStore ledger, string session)
    {
        using var rows = ledger.Database.Prepare("SELECT path, source, content FROM pinned_policies WHERE session = ?1 ORDER BY source, path");
        rows.Bind(1, session);
        var texts = new List<PolicyText>();
        while (rows.Step())
        {
            texts.Add(new PolicyText(rows.Text(0)!, (PolicySource)rows.Int64(1), rows.Text(2)));
        }

        return texts;
    }

    /// <summary>In the caller's transaction.</summary>
    public static void Replace(LedgerStore ledger, string session, IEnumerable<PolicyText> texts)
    {
        using (var delete = ledger.Database.Prepare("DELETE FROM pinned_policies WHERE session = ?1"))
        {
            delete.Bind(1, session).Run();
        }

        using var insert = ledger.Database.Prepare("INSERT INTO pinned_policies(session, path, source, content) VALUES (?1, ?2, ?3, ?4)");
        foreach (var text in texts.Where(text => text.Content is not null))
        {
            insert.Bind(1, session).Bind(2, text.Path).Bind(3, (long)text.Source).Bind(4, text.Content).Run();
        }
    }
}
