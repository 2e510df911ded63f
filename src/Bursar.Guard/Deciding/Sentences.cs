using System.Globalization;
using Bursar.Guard.Human;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>What people read: what was used, the limit, which file set it, and how to go on.</summary>
internal sealed class Sentences(GuardEnvironment environment, string session)
{
    public string Stopped(IReadOnlyList<LimitStatus> stops)
    {
        var first = stops[0];
        var more = stops.Count > 1 ? $" {string.Join(", ", stops.Skip(1).Select(stop => stop.Name))} {(stops.Count == 2 ? "is" : "are")} reached as well." : "";
        return $"Bursar: {Used(first)} ({Origin(first)}).{more} To go on, raise the limit there or run in a terminal of your own: {Allowance.Commands(stops, session)}";
    }

    /// <summary>When the limits cannot be judged and were reached before.</summary>
    public string StoppedBefore(IReadOnlyList<LimitStatus> stops, string fault) =>
        $"Bursar: {Used(stops[0])} ({Origin(stops[0])}) by the last check, and now the limits cannot be checked: {fault} To go on, mend that, or raise the limit there.";

    /// <summary>A tool that would start what has no budget left; everything else may go on.</summary>
    public string NotStarted(LimitStatus stop) =>
        $"Bursar: {Used(stop)} ({Origin(stop)}), so it cannot be started. Other work may go on. To allow more, a human can run in a terminal: {Allowance.Command(stop, session)}";

    public string Warning(LimitStatus limit, decimal share) =>
        $"Bursar: {share.ToString("0.##%", CultureInfo.InvariantCulture)} of {Whose(limit)} limit of {Amount.Text(limit.Limit.Kind, limit.Value)} is used ({Amount.Text(limit.Limit.Kind, limit.Used)} so far; {Origin(limit)}).";

    public string Advice(LimitStatus limit) => $"Bursar: {Used(limit)} ({Origin(limit)}). It is not enforced: {limit.Advisory}.";

    public string AtEnd(LimitStatus limit) => $"Bursar: {Used(limit)} ({Origin(limit)}; judged at the end).";

    public string Changed(IReadOnlyList<string> files) =>
        $"Bursar: {string.Join(", ", files.Select(environment.Shown))} changed since this session began. The limits from then hold too, until you run in a terminal of your own: bursar policy confirm --session {session}";

    public string Broken(EffectivePolicy policy)
    {
        var errors = policy.Broken.SelectMany(broken => broken.Errors).ToList();
        return $"Bursar stops everything because a policy cannot be read, and a broken policy is not the same as none: {errors[0]}{(errors.Count > 1 ? $" ({errors.Count - 1} more; `bursar policy check` lists them.)" : "")} To go on, correct the file in an editor of your own.";
    }

    public static string Misconfigured(string fault) =>
        $"Bursar stops this session because a setting that its limits depend on cannot be read: {fault} To go on, correct that in an editor of your own.";

    private string Used(LimitStatus limit) =>
        $"{Subject(limit)} used {Amount.Text(limit.Limit.Kind, limit.Used)} of {Whose(limit, its: true)} limit of {Amount.Text(limit.Limit.Kind, limit.Value)}";

    private static string Subject(LimitStatus limit) => limit.Budget switch
    {
        { Name: null } => "this session has",
        { Scope.IsEverything: true } budget => $"{Period(budget)} has",
        var budget => $"{budget.Scope.Describe()} {Period(budget, within: true)} has",
    };

    private static string Whose(LimitStatus limit, bool its = false) => limit.Budget.Name is { } name ? $"the '{name}' budget's" : its ? "its" : "this session's";

    private static string Period(Budget budget, bool within = false) => budget.Period switch
    {
        BudgetPeriod.Session => within ? "in this session" : "this session",
        BudgetPeriod.Total => within ? "in all" : "everything so far",
        BudgetPeriod.Day => "today",
        BudgetPeriod.Week => "this week",
        _ => "this month",
    };

    private string Origin(LimitStatus limit) => $"{limit.Name} in {environment.Shown(limit.File.Path)}{(limit.Allowed > 0 ? $", {Amount.Text(limit.Limit.Kind, limit.Allowed)} allowed on top" : "")}";
}
