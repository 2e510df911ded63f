using System.Globalization;
using Bursar.Anomalies;
using Bursar.Guard.Forecasting;
using Bursar.Ledger;
using Bursar.Ledger.Alerting;
using Bursar.Ledger.Anomalies;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Alerts;

/// <summary>Puts what the rules find into the spool. In a write transaction.</summary>
internal sealed class AlertRules(LedgerStore ledger, AlertsConfig config, EffectivePolicy policy, LocalTime time, long now)
{
    /// <summary>Older anomalies are history, not news.</summary>
    private const long AnomalyNews = 24L * 3600 * Timestamp.PerSecond;

    private sealed record Alert(string What, string Title, string Text);

    /// <returns>How many are new.</returns>
    public int Spool()
    {
        var spool = new AlertSpool(ledger);
        var forecasts = new SpendForecasts(ledger, time, now);
        Lazy<IReadOnlyList<BudgetForecast>> budgets = new(() => forecasts.Budgets(policy));
        Lazy<IReadOnlyList<Finding>> findings = new(() => new AnomalyQuery(ledger, time).Find(now - AnomalyNews, session: null));
        var added = 0;
        foreach (var rule in config.Rules)
        {
            var alerts = rule.Kind switch
            {
                RuleKind.Budget => budgets.Value.SelectMany(budget => Budget(budget, rule)),
                RuleKind.Forecast => budgets.Value.Where(budget => budget is { IsExceeded: false, IsExpectedToExceed: true } && budget.Chance >= rule.Chance).Select(Forecast),
                _ => findings.Value.Where(finding => finding.Severity >= rule.Severity).Select(Anomaly),
            };
            foreach (var alert in alerts)
            {
                added += config.Channels.Where(channel => rule.Channels.Count == 0 || rule.Channels.Contains(channel.Name)).Count(channel => spool.Add(alert.What, channel.Name, alert.Title, alert.Text, now));
            }
        }

        return added;
    }

    /// <summary>The largest share that is reached; of those below it nobody needs to be told any more.</summary>
    private static IEnumerable<Alert> Budget(BudgetForecast budget, AlertRule rule) => rule.Shares.Where(share => (decimal)budget.Period.Spent >= share * (decimal)budget.Value).OrderDescending().Take(1)
        .Select(share => new Alert(string.Create(CultureInfo.InvariantCulture, $"budget:{share}:{Key(budget)}"), $"{Name(budget)}: {share.ToString("0.##%", CultureInfo.InvariantCulture)} used",
            $"{Money.Format(budget.Period.Spent)} of {Money.Format(budget.Value)} is used ({Day(budget.Period.First)} to {Day(budget.Period.End.AddDays(-1))})."));

    private static Alert Forecast(BudgetForecast budget) => new($"forecast:{Key(budget)}", $"{Name(budget)}: expected to be exceeded",
        $"{Money.Format(budget.Period.Expected)} is expected by {Day(budget.Period.End.AddDays(-1))}, against {Money.Format(budget.Value)}{(budget.On is { } on ? $"; it is expected to run out on {Day(on)}" : "")}.");

    private static Alert Anomaly(Finding finding) => new(string.Create(CultureInfo.InvariantCulture, $"anomaly:{finding.Kind.Word()}:{finding.Of}:{finding.Subject}:{finding.Mark}"),
        $"{finding.Kind.Word().Replace('_', ' ')}: {finding.Of} {finding.Subject}", finding.Why);

    private static string Key(BudgetForecast budget) => $"{budget.File.Path}:{budget.Budget.Name}:{Day(budget.Period.First)}";

    private static string Name(BudgetForecast budget) => $"Budget {budget.Budget.Name}";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
