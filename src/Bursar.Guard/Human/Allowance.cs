using System.Globalization;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Policy;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Guard.Human;

/// <summary>A human's override: more of something, for a session or a budget, for a while.</summary>
public static class Allowance
{
    /// <summary>Longer is a change of policy, and belongs there.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromDays(31);

    public static readonly TimeSpan DefaultTime = TimeSpan.FromHours(24);

    /// <param name="ledger">The ledger.</param>
    /// <param name="environment">The clock.</param>
    /// <param name="session">The session, or null.</param>
    /// <param name="budget">The budget's name, or null.</param>
    /// <param name="amounts">What is added, by kind, in its unit.</param>
    /// <param name="time">How long it holds.</param>
    /// <returns>What was written to the journal.</returns>
    public static string Grant(LedgerStore ledger, GuardEnvironment environment, string? session, string? budget, IReadOnlyList<(LimitKind Kind, Int128 Amount)> amounts, TimeSpan time) => ledger.Transact(() =>
    {
        var now = environment.Now;
        var until = now + (long)(time.TotalSeconds * Timestamp.PerSecond);
        foreach (var (kind, amount) in amounts)
        {
            Overrides.Add(ledger, new Override(session, budget, kind, amount, now, until));
        }

        var what = string.Join(" and ", amounts.Select(entry => Amount.Text(entry.Kind, entry.Amount)));
        var message = $"A human allowed {(budget is null ? "this session" : $"the budget '{budget}'")} {what} more, until {Until(environment, until)}.";
        Journal.Write(ledger, new JournalEntry(now, JournalKind.Override, session, "allow", message));
        return message;
    });

    /// <summary>Takes back what is allowed to a session or a budget.</summary>
    /// <returns>What was written to the journal; null when nothing was allowed.</returns>
    public static string? Revoke(LedgerStore ledger, GuardEnvironment environment, string? session, string? budget) => ledger.Transact(() =>
    {
        var ended = Overrides.Revoke(ledger, session, budget, environment.Now);
        if (ended.Count == 0)
        {
            return null;
        }

        var what = string.Join(" and ", ended.Select(entry => Amount.Text(entry.Kind, entry.Amount)));
        var message = $"A human took back what {(budget is null ? "this session" : $"the budget '{budget}'")} was allowed on top: {what}.";
        Journal.Write(ledger, new JournalEntry(environment.Now, JournalKind.Override, session, "allow revoke", message));
        return message;
    });

    /// <summary>The command that lets what is stopped go on for a while: a handy amount beyond what is used already.</summary>
    public static string Command(LimitStatus limit, string session) => Commands([limit], session);

    /// <summary>The same for several limits: one command for each session or budget.</summary>
    public static string Commands(IEnumerable<LimitStatus> limits, string session) => string.Join(" && ", limits
        .GroupBy(limit => limit.Budget is { Name: { } name, Period: not BudgetPeriod.Session } ? $"--budget {Shell(name)}" : $"--session {session}", StringComparer.Ordinal)
        .Select(target => $"bursar allow {target.Key} {string.Join(' ', Options(target))}"));

    /// <summary>Of limits that the same option raises, the one that needs most.</summary>
    private static IEnumerable<string> Options(IEnumerable<LimitStatus> limits) => limits
        .Select(limit => Option(limit.Limit.Kind, limit.Used - limit.Value))
        .GroupBy(option => option.Name, StringComparer.Ordinal)
        .Select(options => options.MaxBy(option => option.Amount)).Select(option => $"{option.Name} {option.Amount}{option.Unit}");

    private static (string Name, Int128 Amount, string Unit) Option(LimitKind kind, Int128 excess) => kind switch
    {
        LimitKind.Spend => ("--add-usd", Enough(excess, (Int128)Money.PerDollar * 5) / (Int128)Money.PerDollar, ""),
        LimitKind.TokensIn or LimitKind.TokensOut => ("--add-tokens", Enough(excess, 100_000), ""),
        LimitKind.Turns => ("--add-turns", Enough(excess, 10), ""),
        LimitKind.ToolCalls => ("--add-tool-calls", Enough(excess, 20), ""),
        _ => ("--add-time", Enough(excess, 30 * 60) / 60, "m"),
    };

    /// <summary>Whole steps, so many that at least half a one is left when the excess is paid off.</summary>
    private static Int128 Enough(Int128 excess, Int128 step) => (Int128.Max(excess, 0) + (step / 2) + step - 1) / step * step;

    private static string Shell(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? name : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Until(GuardEnvironment environment, long until) => TimeZoneInfo.ConvertTime(Timestamp.ToDateTimeOffset(until), environment.Clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
