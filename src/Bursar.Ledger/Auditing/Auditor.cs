using Bursar.Ledger.Explaining;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Ledger.Auditing;

/// <summary>Holds sessions against the client's own account. One for many sessions: it goes through the ledger for copies once.</summary>
public sealed class Auditor(LedgerStore ledger, Pricer pricer)
{
    private Dictionary<string, long>? _copies;

    public SessionAudit Audit(string session, string? project)
    {
        var passes = BilledPasses.OfSession(ledger, session);
        var reported = ReportedTotals.Find(ledger, session);
        var parts = reported is null ? [] : Parts(session, passes, reported);
        var audit = new SessionAudit(session, project, Sum(passes), reported, parts, Models(passes, reported));
        return audit with { Parts = [.. audit.Parts, .. Inferred(audit)] };
    }

    private List<GapPart> Parts(string session, IReadOnlyList<BilledPass> passes, ReportedTotal reported)
    {
        var parts = new List<GapPart>();
        Add(parts, new GapPart(GapCause.Carried, reported.Carried));
        var covered = passes;
        if (reported.Source == ReportedSource.CostUsd)
        {
            covered = [.. passes.Where(pass => pass.ReportedCost is not null)];
            Add(parts, new GapPart(GapCause.Untold, -Sum(passes.Except(covered)), null, passes.Count - covered.Count));
            Add(parts, new GapPart(GapCause.Prices, covered.Where(pass => pass.Cost is not null).Aggregate(Int128.Zero, (sum, pass) => sum + pass.ReportedCost!.Value - pass.Cost!.Value)));
            Add(parts, new GapPart(GapCause.Unpriced, covered.Where(pass => pass.Cost is null).Aggregate(Int128.Zero, (sum, pass) => sum + pass.ReportedCost!.Value), null, covered.Count(pass => pass.Cost is null)));
            return parts;
        }

        if (LastCovered(passes, reported) is { } until)
        {
            covered = [.. passes.Where(pass => pass.At is not { } at || at <= until)];
            Add(parts, new GapPart(GapCause.Later, -Sum(passes.Except(covered)), null, passes.Count - covered.Count));
        }

        foreach (var model in covered.Where(pass => pass.Cost is not null).GroupBy(pass => pass.Model, StringComparer.Ordinal))
        {
            Add(parts, new GapPart(GapCause.Prices, model.Aggregate(Int128.Zero, (sum, pass) => sum + ClientPrices.Price(pricer, pass.Model, pass.At, pass.Usage, pass.Speed)!.Value - pass.Cost!.Value), model.Key, model.Count()));
        }

        ModelParts(parts, covered, reported);
        if (Copies().TryGetValue(session, out var copies))
        {
            parts.Add(new GapPart(GapCause.Forks, null, null, copies));
        }

        return parts;
    }

    /// <summary>The client's tokens beyond those in the transcripts, or, where it told no tokens, what is not known to be whole.</summary>
    private void ModelParts(List<GapPart> parts, IReadOnlyList<BilledPass> covered, ReportedTotal reported)
    {
        var byModel = covered.GroupBy(pass => Resolve(pass.Model), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        if (reported.Models.Count == 0)
        {
            foreach (var (model, passes) in byModel)
            {
                Uncertain(parts, model, passes);
            }

            return;
        }

        foreach (var (model, usages) in reported.Models.GroupBy(usage => Resolve(usage.Model), StringComparer.Ordinal).Select(group => (group.Key, group.ToList())))
        {
            ModelPart(parts, model, usages, byModel.GetValueOrDefault(model) ?? [], covered.Max(pass => pass.At));
        }
    }

    /// <param name="at">The session's last response: whatever no transcript holds was at the prices of that time.</param>
    private void ModelPart(List<GapPart> parts, string model, List<ReportedUsage> usages, List<BilledPass> passes, long? at)
    {
        var unfinished = passes.Count(pass => pass is { IsFinal: false, Part: 0 });
        var beyond = new Usage
        {
            Input = Beyond(usage => usage.Input, pass => pass.Usage.Input),
            CacheRead = Beyond(usage => usage.CacheRead, pass => pass.Usage.CacheRead),
            CacheWrite5m = Beyond(usage => usage.CacheWrite, pass => pass.Usage.CacheWrite5m + pass.Usage.CacheWrite1h),
            WebSearches = Beyond(usage => usage.WebSearches, pass => pass.Usage.WebSearches),
        };
        var output = new Usage { Output = Beyond(usage => usage.Output, pass => pass.Usage.Output) };
        if (passes.Any(pass => pass.Cost is null) || Priced(beyond) is not { } beside || Priced(output) is not { } written)
        {
            var cost = usages.Aggregate(Int128.Zero, (sum, usage) => sum + usage.Cost) - Sum(passes);
            parts.Add(new GapPart(GapCause.Unpriced, cost, model, passes.Count(pass => pass.Cost is null)));
            return;
        }

        Add(parts, new GapPart(GapCause.Background, beside + (unfinished == 0 ? written : 0), model));
        if (unfinished > 0)
        {
            parts.Add(new GapPart(GapCause.Unfinished, written, model, unfinished));
        }

        long Beyond(Func<ReportedUsage, long> told, Func<BilledPass, long> known) => Math.Max(0, usages.Sum(told) - passes.Sum(known));

        Int128? Priced(in Usage usage) => ClientPrices.Price(pricer, model, at, usage, null);
    }

    private static void Uncertain(List<GapPart> parts, string model, List<BilledPass> passes)
    {
        var unfinished = passes.Count(pass => pass is { IsFinal: false, Part: 0 });
        if (unfinished > 0)
        {
            parts.Add(new GapPart(GapCause.Unfinished, null, model, unfinished));
        }

        if (passes.Count(pass => pass.Cost is null) is var unpriced and > 0)
        {
            parts.Add(new GapPart(GapCause.Unpriced, null, model, unpriced));
        }
    }

    /// <summary>A total without tokens: more than the transcripts hold, and nothing else that could make it more, is what they do not hold.</summary>
    private static IEnumerable<GapPart> Inferred(SessionAudit audit) =>
        audit is { Reported: { Source: ReportedSource.StatusLine }, Rest: { } rest } && rest > 0 && audit.Parts.All(part => part.Amount is not null)
            ? [new GapPart(GapCause.Background, rest, IsInferred: true)]
            : [];

    /// <summary>The time up to which the client's total goes.</summary>
    private static long? LastCovered(IReadOnlyList<BilledPass> passes, ReportedTotal reported) => reported.Source == ReportedSource.StatusLine
        ? reported.At
        : passes.Any(pass => pass.File == reported.Path && pass.Line > reported.Line) ? passes.Where(pass => pass.File == reported.Path && pass.Line < reported.Line).Max(pass => pass.At) ?? long.MinValue : null;

    private List<AuditedModel> Models(IReadOnlyList<BilledPass> passes, ReportedTotal? reported)
    {
        var told = (reported?.Models ?? []).GroupBy(usage => Resolve(usage.Model), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Aggregate(Int128.Zero, (sum, usage) => sum + usage.Cost), StringComparer.Ordinal);
        var known = passes.GroupBy(pass => Resolve(pass.Model), StringComparer.Ordinal).ToDictionary(group => group.Key, Sum, StringComparer.Ordinal);
        return
        [
            .. known.Keys.Union(told.Keys, StringComparer.Ordinal).Select(model => new AuditedModel(model, known.GetValueOrDefault(model), told.Count == 0 ? null : told.GetValueOrDefault(model)))
                .OrderByDescending(model => Int128.Max(model.Transcript, model.Reported ?? 0)).ThenBy(model => model.Model, StringComparer.Ordinal),
        ];
    }

    /// <summary>One name for a model whatever either side calls it.</summary>
    private string Resolve(string? model) => model is null ? "(none)" : ModelId.Resolve(model, pricer.Table.Names, out _)?.Id ?? model;

    /// <summary>By session, responses of others of which its transcript holds a copy.</summary>
    private Dictionary<string, long> Copies() => _copies ??= LedgerStore.Guarded(ledger.Path, () =>
    {
        using var rows = ledger.Database.Prepare("SELECT f.path, r.session, count(*) FROM responses r JOIN files f ON f.id = r.file WHERE r.sidechain = 0 AND r.part = 0 GROUP BY r.file, r.session");
        var copies = new Dictionary<string, long>(StringComparer.Ordinal);
        while (rows.Step())
        {
            var session = Path.GetFileNameWithoutExtension(rows.Text(0)!);
            if (ledger.Names.Name(rows.Int64(1)) != session)
            {
                copies[session] = copies.GetValueOrDefault(session) + rows.Int64(2);
            }
        }

        return copies;
    });

    private static Int128 Sum(IEnumerable<BilledPass> passes) => passes.Aggregate(Int128.Zero, (sum, pass) => sum + (pass.Cost ?? 0));

    private static void Add(List<GapPart> parts, GapPart part)
    {
        if (part.Amount != 0)
        {
            parts.Add(part);
        }
    }
}
