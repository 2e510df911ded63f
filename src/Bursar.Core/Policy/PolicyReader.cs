using System.Globalization;
using System.Text.Json;
using Bursar.Pricing;

namespace Bursar.Policy;

/// <summary>
/// Reads a policy file strictly: whatever is not understood is an error that names file, JSON path, and what is allowed,
/// because a limit that is misspelt is a limit that does not hold.
/// </summary>
public sealed class PolicyReader
{
    private static readonly string[] RootKeys = ["$schema", "limits", "budgets", "onError", "onUnpriced", "cacheReads", "protect", "pricing"];
    private static readonly string[] BudgetKeys = ["name", "period", "scope", "enforcement", "warnAt", .. LimitKinds.Keys];
    private static readonly string[] ScopeKeys = ["project", "branch", "model", "skill", "agent"];

    private readonly string _path;
    private readonly PolicySource _source;
    private readonly List<string> _errors = [];

    private PolicyReader(string path, PolicySource source) => (_path, _source) = (path, source);

    /// <param name="json">UTF-8 text.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="source">Who wrote it.</param>
    /// <param name="onlyLimits">An <c>.aflock</c> file: its <c>limits</c> are read, the rest is another program's.</param>
    /// <returns>The policy, or every error in it.</returns>
    public static (PolicyFile? Policy, IReadOnlyList<string> Errors) Read(ReadOnlyMemory<byte> json, string path, PolicySource source, bool onlyLimits = false)
    {
        var reader = new PolicyReader(path, source);
        var policy = reader.Read(json, onlyLimits);
        return reader._errors.Count == 0 ? (policy, []) : (null, reader._errors);
    }

    private PolicyFile? Read(ReadOnlyMemory<byte> json, bool onlyLimits)
    {
        var text = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Root(document.RootElement, onlyLimits)
                : Fail<PolicyFile>("$", $"found {Kind(document.RootElement)}; expected an object such as {{\"limits\":{{\"maxSpendUSD\":10}}}}");
        }
        catch (JsonException e)
        {
            return Fail<PolicyFile>("$", $"not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}); comments, trailing commas, NaN and Infinity are not allowed");
        }
        catch (InvalidOperationException)
        {
            return Fail<PolicyFile>("$", "holds text that is not valid Unicode; expected UTF-8");
        }
    }

    private PolicyFile Root(JsonElement root, bool onlyLimits)
    {
        var policy = new PolicyFile(_path, _source);
        var budgets = new List<Budget>();
        foreach (var property in Properties(root, "$", onlyLimits ? null : RootKeys))
        {
            var at = $"$.{property.Name}";
            if (property.NameEquals("limits"))
            {
                budgets.Insert(0, new Budget(null, BudgetPeriod.Session, Scope.Everything, LimitsOf(property.Value, at, null), WarnAtOf(property.Value, at)));
            }
            else if (onlyLimits)
            {
                continue;
            }
            else if (property.NameEquals("budgets"))
            {
                budgets.AddRange(Budgets(property.Value, at));
            }
            else if (property.NameEquals("onError"))
            {
                policy = policy with { FailsClosed = Word(property.Value, at, "open", "closed") == "closed" };
            }
            else if (property.NameEquals("onUnpriced"))
            {
                policy = policy with { EnforcesUnpriced = Word(property.Value, at, "advisory", "enforce") == "enforce" };
            }
            else if (property.NameEquals("cacheReads"))
            {
                policy = policy with { CountsCacheReads = Word(property.Value, at, "count", "ignore") == "count" };
            }
            else if (property.NameEquals("protect"))
            {
                policy = Protect(policy, property.Value, at);
            }
            else if (property.NameEquals("pricing"))
            {
                policy = policy with { Prices = Prices(property.Value, at) };
            }
        }

        foreach (var same in budgets.Where(budget => budget.Name is not null).GroupBy(budget => budget.Name).Where(group => group.Count() > 1))
        {
            Error("$.budgets", $"two budgets are named '{same.Key}'; expected a name for each");
        }

        return policy with { Budgets = budgets };
    }

    private List<Budget> Budgets(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            return Fail<List<Budget>>(at, $"found {Kind(json)}; expected an array of budgets") ?? [];
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
            return Fail<Budget>(at, $"found {Kind(json)}; expected an object such as {{\"name\":\"daily\",\"period\":\"day\",\"maxSpendUSD\":20}}");
        }

        string? name = null;
        BudgetPeriod? period = null;
        var scope = Scope.Everything;
        foreach (var property in Properties(json, at, BudgetKeys))
        {
            if (property.NameEquals("name"))
            {
                name = Text(property.Value, $"{at}.name");
            }
            else if (property.NameEquals("period"))
            {
                period = BudgetPeriods.Parse(Word(property.Value, $"{at}.period", [.. BudgetPeriods.Words]));
            }
            else if (property.NameEquals("scope"))
            {
                scope = ScopeOf(property.Value, $"{at}.scope");
            }
        }

        if (string.IsNullOrWhiteSpace(name) && !_errors.Exists(error => error.Contains($"{at}.name:", StringComparison.Ordinal)))
        {
            Error($"{at}.name", "missing; expected a name by which messages and `bursar allow --budget` can call the budget");
        }

        if (period is null && !_errors.Exists(error => error.Contains($"{at}.period:", StringComparison.Ordinal)))
        {
            Error($"{at}.period", $"missing; expected one of {string.Join(", ", BudgetPeriods.Words)}");
        }

        var limits = LimitsOf(json, at, period ?? BudgetPeriod.Session);
        if (limits.Count == 0 && !json.EnumerateObject().Any(property => LimitKinds.Parse(property.Name) is not null))
        {
            Error(at, $"has no limit; expected at least one of {string.Join(", ", LimitKinds.Keys)}");
        }

        return new Budget(name, period ?? BudgetPeriod.Session, scope, limits, WarnAtOf(json, at));
    }

    /// <param name="period">Null for the <c>limits</c> block.</param>
    private List<Limit> LimitsOf(JsonElement json, string at, BudgetPeriod? period)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Fail<List<Limit>>(at, $"found {Kind(json)}; expected an object such as {{\"maxSpendUSD\":10}}") ?? [];
        }

        var common = Enforcement.FailFast;
        if (json.TryGetProperty("enforcement", out var word))
        {
            common = EnforcementOf(word, $"{at}.enforcement");
        }

        var limits = new List<Limit>();
        foreach (var property in period is null ? Properties(json, at, ["enforcement", "warnAt", .. LimitKinds.Keys]) : json.EnumerateObject())
        {
            if (LimitKinds.Parse(property.Name) is { } kind && LimitOf(kind, property.Value, $"{at}.{property.Name}", common) is { } limit)
            {
                limits.Add(limit);
                if (kind == LimitKind.WallTime && period is not (null or BudgetPeriod.Session))
                {
                    Error($"{at}.{property.Name}", "a time limit is a session's; expected it in `limits` or in a budget with period session");
                }
            }
        }

        return limits;
    }

    private Limit? LimitOf(LimitKind kind, JsonElement json, string at, Enforcement common)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Value(kind, json, at) is { } bare ? new Limit(kind, bare, common) : null;
        }

        Int128? value = null;
        var enforcement = common;
        var hasValue = false;
        foreach (var property in Properties(json, at, ["value", "enforcement"]))
        {
            if (property.NameEquals("value"))
            {
                (hasValue, value) = (true, Value(kind, property.Value, $"{at}.value"));
            }
            else if (property.NameEquals("enforcement"))
            {
                enforcement = EnforcementOf(property.Value, $"{at}.enforcement");
            }
        }

        if (!hasValue)
        {
            Error($"{at}.value", "missing; expected a number");
        }

        return value is { } number ? new Limit(kind, number, enforcement) : null;
    }

    private Int128? Value(LimitKind kind, JsonElement json, string at)
    {
        var what = kind == LimitKind.Spend ? "an amount in USD, such as 10 or 2.50" : "a whole number";
        if (json.ValueKind != JsonValueKind.Number)
        {
            return FailValue<Int128>(at, $"found {Kind(json)}; expected {what}, zero or more");
        }

        // What no decimal holds (1e400) is out of every range.
        if (!json.TryGetDecimal(out var number) || number > MaxValue)
        {
            return FailValue<Int128>(at, $"{json.GetRawText()} is too large; expected at most {MaxValue.ToString("0", CultureInfo.InvariantCulture)}");
        }

        if (number < 0)
        {
            return FailValue<Int128>(at, $"{json.GetRawText()} is negative; expected {what}, zero or more");
        }

        var unit = kind == LimitKind.Spend ? number * Money.PerDollar : number;
        return decimal.IsInteger(unit) ? (Int128)unit : FailValue<Int128>(at, $"{json.GetRawText()} is too fine; expected {what}");
    }

    /// <summary>No session comes near it in any unit, and sums stay far from overflow.</summary>
    private const decimal MaxValue = 1_000_000_000_000;

    private List<decimal> WarnAtOf(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("warnAt", out var warnAt))
        {
            return [];
        }

        if (warnAt.ValueKind != JsonValueKind.Array)
        {
            return Fail<List<decimal>>($"{at}.warnAt", $"found {Kind(warnAt)}; expected an array of shares such as [0.5, 0.8]") ?? [];
        }

        var shares = new List<decimal>();
        foreach (var (share, i) in warnAt.EnumerateArray().Select((share, i) => (share, i)))
        {
            if (share.ValueKind == JsonValueKind.Number && share.TryGetDecimal(out var value) && value > 0 && value < 1)
            {
                shares.Add(value);
            }
            else
            {
                Error(string.Create(CultureInfo.InvariantCulture, $"{at}.warnAt[{i}]"), $"{share.GetRawText()} is no share; expected more than 0 and less than 1, such as 0.8");
            }
        }

        shares.Sort();
        return shares;
    }

    private Scope ScopeOf(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Fail<Scope>(at, $"found {Kind(json)}; expected an object such as {{\"skill\":\"release-notes\"}}") ?? Scope.Everything;
        }

        var scope = Scope.Everything;
        foreach (var property in Properties(json, at, ScopeKeys))
        {
            var value = Text(property.Value, $"{at}.{property.Name}");
            scope = property.Name switch
            {
                "project" => scope with { Project = value },
                "branch" => scope with { Branch = value },
                "model" => scope with { Model = value },
                "skill" => scope with { Skill = value },
                _ => scope with { Agent = value },
            };
        }

        return scope;
    }

    private PolicyFile Protect(PolicyFile policy, JsonElement json, string at)
    {
        if (json.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return policy with { Protects = json.ValueKind == JsonValueKind.True };
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            return Fail<PolicyFile>(at, $"found {Kind(json)}; expected true, false, or an array of more paths to protect") ?? policy;
        }

        return policy with { ProtectedPaths = [.. json.EnumerateArray().Select((path, i) => Text(path, string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"))).OfType<string>()] };
    }

    private IReadOnlyList<PriceOverride> Prices(JsonElement json, string at)
    {
        if (_source == PolicySource.Project)
        {
            Error(at, "a project cannot change prices; expected them in the user's or the managed policy");
            return [];
        }

        try
        {
            return PriceConfig.Overrides(json, $"{_path}: {at[2..]}");
        }
        catch (UserError e)
        {
            _errors.Add(e.Message);
            return [];
        }
    }

    private Enforcement EnforcementOf(JsonElement json, string at) => Enforcements.Parse(Word(json, at, [.. Enforcements.Words])) ?? Enforcement.FailFast;

    private string? Word(JsonElement json, string at, params string[] words)
    {
        if (json.ValueKind == JsonValueKind.String && Array.IndexOf(words, json.GetString()) >= 0)
        {
            return json.GetString();
        }

        return Fail<string>(at, $"{Shown(json)} is not known; expected {string.Join(", ", words[..^1])} or {words[^1]}");
    }

    private string? Text(JsonElement json, string at) => json.ValueKind == JsonValueKind.String && json.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
        ? text
        : Fail<string>(at, $"found {Kind(json)}; expected a text");

    /// <param name="known">Null when unknown keys are somebody else's.</param>
    private IEnumerable<JsonProperty> Properties(JsonElement json, string at, string[]? known)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!seen.Add(property.Name))
            {
                Error($"{at}.{property.Name}", "stands there twice; expected once");
            }
            else if (known is not null && Array.IndexOf(known, property.Name) < 0)
            {
                Error($"{at}.{property.Name}", $"unknown key; expected {string.Join(", ", known.Where(key => key is not "$schema"))}");
            }
            else
            {
                yield return property;
            }
        }
    }

    private void Error(string at, string what) => _errors.Add($"{_path}: {at}: {what}.");

    private T? Fail<T>(string at, string what)
        where T : class
    {
        Error(at, what);
        return null;
    }

    private T? FailValue<T>(string at, string what)
        where T : struct
    {
        Error(at, what);
        return null;
    }

    private static string Shown(JsonElement json) => json.ValueKind == JsonValueKind.String ? $"'{json.GetString()}'" : Kind(json);

    private static string Kind(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => json.ValueKind == JsonValueKind.True ? "true" : "false",
    };
}
