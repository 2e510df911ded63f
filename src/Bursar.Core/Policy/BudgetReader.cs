using System.Globalization;
using System.Text.Json;

namespace Bursar.Policy;

/// <summary>Reads <c>budgets</c>: limits with a name, over a period and a part of the usage.</summary>
internal sealed class BudgetReader(PolicyFields fields, LimitReader limits)
{
    private static readonly string[] BudgetKeys = ["name", "period", "scope", "enforcement", "warnAt", .. LimitKinds.Keys];
    private static readonly string[] ScopeKeys = ["project", "branch", "model", "skill", "agent"];

    public List<Budget> Read(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            return fields.Fail<List<Budget>>(at, $"found {PolicyFields.Kind(json)}; expected an array of budgets") ?? [];
        }

        var budgets = new List<Budget>();
        foreach (var (entry, i) in json.EnumerateArray().Select((entry, i) => (entry, i)))
        {
            if (BudgetOf(entry, string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]")) is { } budget)
            {
                budgets.Add(budget);
            }
        }

        return budgets;
    }

    private Budget? BudgetOf(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return fields.Fail<Budget>(at, $"found {PolicyFields.Kind(json)}; expected an object such as {{\"name\":\"daily\",\"period\":\"day\",\"maxSpendUSD\":20}}");
        }

        string? name = null;
        BudgetPeriod? period = null;
        var scope = Scope.Everything;
        foreach (var property in fields.Properties(json, at, BudgetKeys))
        {
            if (property.NameEquals("name"))
            {
                name = fields.Text(property.Value, $"{at}.name");
            }
            else if (property.NameEquals("period"))
            {
                period = BudgetPeriods.Parse(fields.Word(property.Value, $"{at}.period", [.. BudgetPeriods.Words]));
            }
            else if (property.NameEquals("scope"))
            {
                scope = ScopeOf(property.Value, $"{at}.scope");
            }
        }

        if (!json.TryGetProperty("name", out _))
        {
            fields.Error($"{at}.name", "missing; expected a name by which messages and `bursar allow --budget` can call the budget");
        }

        if (!json.TryGetProperty("period", out _))
        {
            fields.Error($"{at}.period", $"missing; expected one of {string.Join(", ", BudgetPeriods.Words)}");
        }

        var found = limits.Read(json, at, period ?? BudgetPeriod.Session);
        if (found.Count == 0 && !json.EnumerateObject().Any(property => LimitKinds.Parse(property.Name) is not null))
        {
            fields.Error(at, $"has no limit; expected at least one of {string.Join(", ", LimitKinds.Keys)}");
        }

        return new Budget(name, period ?? BudgetPeriod.Session, scope, found, limits.WarnAt(json, at));
    }

    private Scope ScopeOf(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return fields.Fail<Scope>(at, $"found {PolicyFields.Kind(json)}; expected an object such as {{\"skill\":\"release-notes\"}}") ?? Scope.Everything;
        }

        var scope = Scope.Everything;
        foreach (var property in fields.Properties(json, at, ScopeKeys))
        {
            var value = fields.Text(property.Value, $"{at}.{property.Name}");
            scope = property.Name switch
            {
                "project" => Project(value, $"{at}.project") is { } project ? scope with { Project = project, LinkedProject = Linked(project) } : scope,
                "branch" => scope with { Branch = value },
                "model" => scope with { Model = value },
                "skill" => scope with { Skill = value },
                _ => scope with { Agent = value },
            };
        }

        return scope;
    }

    /// <summary>Projects go by their whole path, so what must be resolved first would match none, and the limit would never hold.</summary>
    private string? Project(string? value, string at)
    {
        if (value is null)
        {
            return null;
        }

        var parts = value.Split('/', '\\');
        return parts[0] is "~" or "." or ".." || parts.Any(part => part is "." or "..")
            ? fields.Fail<string>(at, $"'{value}' matches no project; expected a whole path without ~, . or .., a folder above the project, or its last folder's name")
            : value;
    }

    /// <summary>
    /// The client tells folders by their real paths, and people write the names they go by. From the first asterisk on a path
    /// stays as it is.
    /// </summary>
    private static string? Linked(string project)
    {
        var star = project.IndexOf('*', StringComparison.Ordinal);
        var end = star < 0 ? project.Length : project.LastIndexOf(Path.DirectorySeparatorChar, star);
        if (end <= 0 || !Path.IsPathFullyQualified(project) || project.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var real = RealFolder.Of(project[..end]) + project[end..];
            return string.Equals(real, Path.TrimEndingDirectorySeparator(project), StringComparison.Ordinal) ? null : real;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What may not be looked at is taken for what it says it is.
            return null;
        }
    }
}
