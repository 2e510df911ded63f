using System.Globalization;
using System.Text.Json;
using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Policy;

namespace Bursar.Cli.Guarding;

/// <summary>The limits in force: of those that bound the same thing in the same way, the strictest.</summary>
internal sealed class PolicySheet(EffectivePolicy policy, GuardEnvironment environment, string? advice)
{
    private sealed record Entry(PolicyFile File, Budget Budget, Limit Limit);

    private List<Entry> InForce() => [.. policy.Files.SelectMany(file => file.Budgets.SelectMany(budget => budget.Limits.Select(limit => new Entry(file, budget, limit))))
        .GroupBy(entry => (entry.Budget.Name, entry.Budget.Period, entry.Budget.Scope, entry.Limit.Kind, entry.Limit.Enforcement,
            ReadsCount: entry.Limit.Kind != LimitKind.TokensIn || entry.File.CountsCacheReads, BindsUnpriced: entry.Limit.Kind == LimitKind.Spend && entry.File.EnforcesUnpriced,
            Basis: entry.Limit.Kind == LimitKind.Spend ? entry.File.Basis : SpendBasis.Transcript))
        .Select(group => group.MinBy(entry => entry.Limit.Value)!)];

    public void Print(Terminal terminal)
    {
        var entries = InForce();
        if (entries.Count == 0)
        {
            foreach (var note in policy.Files.SelectMany(Notes))
            {
                terminal.Out.WriteLine(note);
            }

            terminal.Out.WriteLine("No limit is in force here. `bursar policy set maxSpendUSD=10` sets one; docs/policy.md shows budgets.");
            terminal.Out.WriteLine($"Looked for {environment.Shown(BursarPaths.ManagedPolicyFile)}, {environment.Shown(environment.Paths.PolicyFile)}, and .bursar/policy.json and .aflock from here upwards.");
            return;
        }

        Column[] columns = [new("Limit", "name", IsNumber: false), new("Value", "value"), new("Over", "period", IsNumber: false), new("Of", "scope", IsNumber: false, Wraps: true), new("Warn at", "warnAt", IsNumber: false, IsWide: true), new("Enforcement", "enforcement", IsNumber: false, IsWide: true), new("Set in", "file", IsNumber: false, Wraps: true)];
        var rows = entries.Select(entry => new SheetRow([
            Cell.Of(entry.Budget.NameOf(entry.Limit)), Cell.Of(Amount.Text(entry.Limit.Kind, entry.Limit.Value)), Cell.Of(entry.Budget.Period.Word()), Cell.Of(entry.Budget.Scope.Describe()),
            Cell.Of(string.Join(", ", entry.Budget.WarnAt.Select(share => share.ToString("0.##%", CultureInfo.InvariantCulture)))), Cell.Of(entry.Limit.Enforcement.Word()), Cell.Of(environment.Shown(entry.File.Path))]));
        var notes = policy.Files.SelectMany(Notes).Append(policy.FailsClosed ? "onError: closed — a failure of the guard stops the session." : "onError: open — a failure of the guard is told, and the session goes on.").Concat(advice is null ? [] : [advice]);
        SheetRenderer.Render(new Sheet("", columns, [.. rows], [.. notes]), SheetForm.Table, compact: false, terminal);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("limits");
        foreach (var (file, budget, limit) in InForce())
        {
            json.WriteStartObject();
            json.WriteString("name", budget.NameOf(limit));
            json.WriteString("kind", limit.Kind.Key());
            json.WriteNumber("value", Amount.Number(limit.Kind, limit.Value));
            json.WriteString("enforcement", limit.Enforcement.Word());
            json.WriteString("budget", budget.Name);
            json.WriteString("period", budget.Period.Word());
            json.WriteStartObject("scope");
            foreach (var (name, value) in ((string, string?)[])[("project", budget.Scope.Project), ("branch", budget.Scope.Branch), ("model", budget.Scope.Model), ("skill", budget.Scope.Skill), ("agent", budget.Scope.Agent)])
            {
                if (value is not null)
                {
                    json.WriteString(name, value);
                }
            }

            json.WriteEndObject();
            json.WriteStartArray("warnAt");
            foreach (var share in budget.WarnAt)
            {
                json.WriteNumberValue(share);
            }

            json.WriteEndArray();
            json.WriteString("file", file.Path);
            json.WriteString("source", file.Source.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("onError", policy.FailsClosed ? "closed" : "open");
        json.WriteStartArray("files");
        foreach (var file in policy.Files)
        {
            json.WriteStartObject();
            json.WriteString("file", file.Path);
            json.WriteString("source", file.Source.ToString().ToLowerInvariant());
            json.WriteString("onError", file.FailsClosed ? "closed" : "open");
            json.WriteString("onUnpriced", file.EnforcesUnpriced ? "enforce" : "advisory");
            json.WriteString("basis", file.Basis.Word());
            json.WriteString("cacheReads", file.CountsCacheReads ? "count" : "ignore");
            json.WriteBoolean("protect", file.Protects);
            json.WriteString("anomalies", file.Anomalies?.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private IEnumerable<string> Notes(PolicyFile file)
    {
        if (!file.CountsCacheReads)
        {
            yield return $"{environment.Shown(file.Path)}: cache reads do not count as input tokens.";
        }

        if (file.EnforcesUnpriced)
        {
            yield return $"{environment.Shown(file.Path)}: spend limits bind although a part of the cost has no price.";
        }

        if (file.Basis != SpendBasis.Transcript)
        {
            yield return $"{environment.Shown(file.Path)}: spend limits go by {(file.Basis == SpendBasis.Reported ? "the client's own total where it told one" : "the higher of the transcripts and the client's own total")}.";
        }

        if (file.Anomalies is { } action)
        {
            yield return $"{environment.Shown(file.Path)}: anomalies of a running session {(action == AnomalyAction.Stop ? "stop it" : "are told")}.";
        }

        if (!file.Protects)
        {
            yield return $"{environment.Shown(file.Path)}: asks for no protection of the guard's files{(policy.Protects ? "; another policy has it on" : "")}.";
        }
    }
}
