using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Bursar.Pricing;

namespace Bursar.Policy;

/// <summary>
/// Reads a policy file strictly: whatever is not understood is an error that names file, JSON path, and what is allowed,
/// because a limit that is misspelt is a limit that does not hold.
/// </summary>
public sealed class PolicyReader
{
    private static readonly string[] RootKeys = ["$schema", "limits", "budgets", "onError", "onUnpriced", "basis", "cacheReads", "protect", "anomalies", "pricing"];

    private readonly string _path;
    private readonly PolicySource _source;
    private readonly PolicyFields _fields;
    private readonly LimitReader _limits;

    private PolicyReader(string path, PolicySource source)
    {
        (_path, _source) = (path, source);
        _fields = new PolicyFields(path);
        _limits = new LimitReader(_fields);
    }

    /// <param name="json">UTF-8 text.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="source">Who wrote it.</param>
    /// <param name="onlyLimits">An <c>.aflock</c> file: its <c>limits</c> are read, the rest is another program's.</param>
    /// <returns>The policy, or every error in it.</returns>
    public static (PolicyFile? Policy, IReadOnlyList<string> Errors) Read(ReadOnlyMemory<byte> json, string path, PolicySource source, bool onlyLimits = false)
    {
        var reader = new PolicyReader(path, source);
        var policy = reader.Read(json, onlyLimits);
        return reader._fields.Errors.Count == 0 ? (policy, []) : (null, reader._fields.Errors);
    }

    private PolicyFile? Read(ReadOnlyMemory<byte> json, bool onlyLimits)
    {
        var text = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        if (!Utf8.IsValid(text.Span))
        {
            return _fields.Fail<PolicyFile>("$", "is not UTF-8 text; expected UTF-8");
        }

        if (text.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return _fields.Fail<PolicyFile>("$", "is empty; expected an object such as {\"limits\":{\"maxSpendUSD\":10}}");
        }

        try
        {
            var document = JsonElement.Parse(text.Span);
            return document.ValueKind == JsonValueKind.Object
                ? Root(document, onlyLimits)
                : _fields.Fail<PolicyFile>("$", $"found {PolicyFields.Kind(document)}; expected an object such as {{\"limits\":{{\"maxSpendUSD\":10}}}}");
        }
        catch (JsonException e)
        {
            return _fields.Fail<PolicyFile>("$", $"not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}); comments, trailing commas, NaN, Infinity and more than 64 levels are not allowed");
        }
        catch (InvalidOperationException)
        {
            return _fields.Fail<PolicyFile>("$", "holds half of a character (such as \\ud800 alone); expected whole ones");
        }
    }

    private PolicyFile Root(JsonElement root, bool onlyLimits)
    {
        var policy = new PolicyFile(_path, _source);
        var budgets = new List<Budget>();
        foreach (var property in _fields.Properties(root, "$", onlyLimits ? null : RootKeys))
        {
            var at = $"$.{property.Name}";
            if (property.NameEquals("$schema"))
            {
                _ = onlyLimits ? null : _fields.Text(property.Value, at);
            }
            else if (property.NameEquals("limits"))
            {
                budgets.Insert(0, new Budget(null, BudgetPeriod.Session, Scope.Everything, _limits.Read(property.Value, at, null), _limits.WarnAt(property.Value, at)));
            }
            else if (onlyLimits)
            {
                continue;
            }
            else if (property.NameEquals("budgets"))
            {
                budgets.AddRange(new BudgetReader(_fields, _limits).Read(property.Value, at));
            }
            else if (property.NameEquals("onError"))
            {
                policy = policy with { FailsClosed = _fields.Word(property.Value, at, "open", "closed") == "closed" };
            }
            else if (property.NameEquals("onUnpriced"))
            {
                policy = policy with { EnforcesUnpriced = _fields.Word(property.Value, at, "advisory", "enforce") == "enforce" };
            }
            else if (property.NameEquals("basis"))
            {
                policy = policy with { Basis = _fields.Word(property.Value, at, "transcript", "reported", "highest") switch { "reported" => SpendBasis.Reported, "highest" => SpendBasis.Highest, _ => SpendBasis.Transcript } };
            }
            else if (property.NameEquals("cacheReads"))
            {
                policy = policy with { CountsCacheReads = _fields.Word(property.Value, at, "count", "ignore") == "count" };
            }
            else if (property.NameEquals("protect"))
            {
                policy = Protect(policy, property.Value, at);
            }
            else if (property.NameEquals("anomalies"))
            {
                policy = policy with { Anomalies = Anomalies(property.Value, at) };
            }
            else if (property.NameEquals("pricing"))
            {
                policy = policy with { Prices = Prices(property.Value, at) };
            }
        }

        foreach (var same in budgets.Where(budget => budget.Name is not null).GroupBy(budget => budget.Name).Where(group => group.Count() > 1))
        {
            _fields.Error("$.budgets", $"two budgets are named '{same.Key}'; expected a name for each");
        }

        return policy with { Budgets = budgets };
    }

    private PolicyFile Protect(PolicyFile policy, JsonElement json, string at)
    {
        if (json.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return policy with { Protects = json.ValueKind == JsonValueKind.True };
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            return _fields.Fail<PolicyFile>(at, $"found {PolicyFields.Kind(json)}; expected true, false, or an array of more paths to protect") ?? policy;
        }

        return policy with { ProtectedPaths = [.. json.EnumerateArray().Select((path, i) => _fields.Text(path, string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"))).OfType<string>()] };
    }

    private AnomalyAction? Anomalies(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            _fields.Error(at, $"found {PolicyFields.Kind(json)}; expected an object such as {{\"action\":\"warn\"}}");
            return null;
        }

        AnomalyAction? action = null;
        foreach (var property in _fields.Properties(json, at, ["action"]))
        {
            action = _fields.Word(property.Value, $"{at}.action", "warn", "stop") is "stop" ? AnomalyAction.Stop : AnomalyAction.Warn;
        }

        if (action is null)
        {
            _fields.Error($"{at}.action", "missing; expected warn or stop");
        }

        return action;
    }

    private IReadOnlyList<PriceOverride> Prices(JsonElement json, string at)
    {
        if (_source == PolicySource.Project)
        {
            _fields.Error(at, "a project cannot change prices; expected them in the user's or the managed policy");
            return [];
        }

        try
        {
            CheckKeys(json, at);
            return PriceConfig.Overrides(json, $"{_path}: {at}");
        }
        catch (UserError e)
        {
            _fields.Errors.Add(e.Message);
            return [];
        }
    }

    private void CheckKeys(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in _fields.Properties(json, at, ["overrides"]).Where(property => property.Value.ValueKind == JsonValueKind.Array))
        {
            foreach (var (entry, i) in property.Value.EnumerateArray().Select((entry, i) => (entry, i)).Where(item => item.entry.ValueKind == JsonValueKind.Object))
            {
                // Unknown ones are told by whoever reads the prices; here those that stand there twice.
                _ = _fields.Properties(entry, string.Create(CultureInfo.InvariantCulture, $"{at}.overrides[{i}]"), null).Count();
            }
        }
    }
}
