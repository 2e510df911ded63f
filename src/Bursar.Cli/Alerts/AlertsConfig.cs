using System.Globalization;
using System.Text.Json;
using Bursar.Anomalies;

namespace Bursar.Cli.Alerts;

internal enum RuleKind
{
    Budget,
    Forecast,
    Anomaly,
}

internal enum ChannelKind
{
    Desktop,
    Webhook,
    Slack,
    Discord,
    Command,
}

/// <param name="Shares">Of a budget's limit, each told once in a period.</param>
/// <param name="Chance">From which on a forecast over a budget is told.</param>
/// <param name="Channels">Names; empty for all.</param>
internal sealed record AlertRule(RuleKind Kind, IReadOnlyList<decimal> Shares, double Chance, Severity Severity, IReadOnlyList<string> Channels);

/// <summary>Where alerts go. An address is a secret: it stands in the environment or in a file, never here.</summary>
internal sealed record AlertChannel(string Name, ChannelKind Kind, string? UrlEnv, string? UrlFile, IReadOnlyList<string> Argv);

/// <summary><c>alerts</c> in the user's <c>config.json</c>, read strictly: an alert that is misspelt would be one that never comes.</summary>
internal sealed record AlertsConfig(IReadOnlyList<AlertRule> Rules, IReadOnlyList<AlertChannel> Channels, TimeSpan Timeout, TimeSpan FirstRetry)
{
    private static readonly string[] RuleWords = ["budget", "forecast", "anomaly"];
    private static readonly string[] ChannelWords = ["desktop", "webhook", "slack", "discord", "command"];
    private static readonly string[] SeverityWords = ["notice", "warning", "critical"];
    private const int DefaultTimeout = 10;
    private const int DefaultRetry = 30;

    /// <summary>Null when the file or its <c>alerts</c> are not there.</summary>
    public static AlertsConfig? Read(BursarPaths paths)
    {
        try
        {
            return UserConfig.Read(paths).Find("alerts") is { } alerts ? new Reader(paths.ConfigFile).Read(alerts) : null;
        }
        catch (InvalidOperationException e)
        {
            // A text that is no valid Unicode.
            throw UserError.BadInput($"{paths.ConfigFile}: alerts: not readable as configuration: {e.Message}", "docs/alerts.md shows what is expected.", e);
        }
    }

    private sealed class Reader(string file)
    {
        public AlertsConfig Read(JsonElement json)
        {
            Keys(json, "alerts", "rules", "channels", "timeoutSeconds", "retrySeconds");
            List<AlertChannel> channels = [.. Items(json, "channels").Select((item, i) => Channel(item, At("alerts.channels", i)))];
            List<AlertRule> rules = [.. Items(json, "rules").Select((item, i) => Rule(item, At("alerts.rules", i)))];
            if (channels.GroupBy(channel => channel.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            {
                throw Error("alerts.channels", $"two are named '{twice.Key}'; expected a name for each");
            }

            if (rules.SelectMany(rule => rule.Channels).FirstOrDefault(name => channels.TrueForAll(channel => channel.Name != name)) is { } unknown)
            {
                throw Error("alerts.rules", $"no channel is named '{unknown}'; expected {string.Join(", ", channels.Select(channel => channel.Name))}");
            }

            return new AlertsConfig(rules, channels, Seconds(json, "timeoutSeconds", DefaultTimeout, 1), Seconds(json, "retrySeconds", DefaultRetry, 0));
        }

        private AlertRule Rule(JsonElement json, string at)
        {
            Keys(json, at, "when", "at", "chance", "severity", "channels");
            var kind = (RuleKind)Word(json, at, "when", RuleWords, null);
            decimal[] shares = json.TryGetProperty("at", out _) ? [.. Items(json, "at", at).Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetDecimal(out var share) && share is > 0 and <= 10 ? share : throw Error($"{at}.at", "expected shares such as 0.8"))] : [0.8m, 1m];
            var chance = !json.TryGetProperty("chance", out var given) ? 0.5 : given.ValueKind == JsonValueKind.Number && given.GetDouble() is > 0 and <= 1 and var number ? number : throw Error($"{at}.chance", "expected a number above 0 and up to 1, such as 0.5");
            return new AlertRule(kind, shares, chance, (Severity)Word(json, at, "severity", SeverityWords, "warning"), Texts(json, "channels", at));
        }

        private AlertChannel Channel(JsonElement json, string at)
        {
            Keys(json, at, "name", "type", "url_env", "url_file", "argv");
            var kind = (ChannelKind)Word(json, at, "type", ChannelWords, null);
            var channel = new AlertChannel(Text(json, "name", at) ?? throw Error($"{at}.name", "missing; expected a text"), kind, Text(json, "url_env", at), Text(json, "url_file", at), Texts(json, "argv", at));
            var isWeb = kind is ChannelKind.Webhook or ChannelKind.Slack or ChannelKind.Discord;
            if (isWeb == ((channel.UrlEnv is null) == (channel.UrlFile is null)) || (!isWeb && (channel.UrlEnv ?? channel.UrlFile) is not null))
            {
                throw Error(at, isWeb ? "expected either url_env (a variable that holds the address) or url_file (a file of mode 0600 that does)" : "has an address; expected one only for webhook, slack and discord");
            }

            return (kind == ChannelKind.Command) == (channel.Argv.Count > 0) && channel.Argv is not ["", ..] && !channel.Argv.Any(argument => argument.Contains('\0', StringComparison.Ordinal))
                ? channel
                : throw Error($"{at}.argv", "expected the program and its arguments, of a command alone");
        }

        private UserError Error(string at, string what) => UserError.BadInput($"{file}: {at}: {what}.", "docs/alerts.md shows what is expected.");

        private void Keys(JsonElement json, string at, params string[] known)
        {
            if (json.ValueKind != JsonValueKind.Object)
            {
                throw Error(at, "expected an object");
            }

            if (json.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            {
                throw Error($"{at}.{unknown}", $"unknown key; expected {string.Join(", ", known)}");
            }
        }

        private IEnumerable<JsonElement> Items(JsonElement json, string key, string at = "alerts") => !json.TryGetProperty(key, out var items) ? []
            : items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : throw Error($"{at}.{key}", "expected an array");

        private string? Text(JsonElement json, string key, string at) => !json.TryGetProperty(key, out var value) ? null
            : value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()) ? value.GetString() : throw Error($"{at}.{key}", "expected a text");

        private List<string> Texts(JsonElement json, string key, string at) =>
            [.. Items(json, key, at).Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Error($"{at}.{key}", "expected texts"))];

        private int Word(JsonElement json, string at, string key, string[] words, string? ordinary)
        {
            var index = Array.IndexOf(words, Text(json, key, at) ?? ordinary);
            return index >= 0 ? index : throw Error($"{at}.{key}", $"expected {string.Join(", ", words[..^1])} or {words[^1]}");
        }

        private TimeSpan Seconds(JsonElement json, string key, int ordinary, int least) => !json.TryGetProperty(key, out var value) ? TimeSpan.FromSeconds(ordinary)
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var seconds) && seconds >= least && seconds <= 3600 ? TimeSpan.FromSeconds(seconds) : throw Error($"alerts.{key}", $"expected {least} to 3600 seconds");

        private static string At(string at, int index) => string.Create(CultureInfo.InvariantCulture, $"{at}[{index}]");
    }
}
