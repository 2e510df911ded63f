using System.Globalization;

namespace Bursar.Bench;

internal sealed class FlagException(string message) : Exception(message);

/// <summary>A verb, its <c>--name value</c> pairs, and what follows <c>--</c>.</summary>
internal sealed class Flags
{
    private static readonly string[] Switches = ["unknown-models", "alone"];
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public Flags(string[] args)
    {
        Verb = args.Length > 0 ? args[0] : "";
        for (int i = 1; i < args.Length; i++)
        {
            if (args[i] == "--")
            {
                Rest = args[(i + 1)..];
                return;
            }

            string name = args[i].StartsWith("--", StringComparison.Ordinal)
                ? args[i][2..]
                : throw new FlagException($"'{args[i]}' is not a flag; flags start with --");
            _values[name] = Switches.Contains(name) ? "true"
                : i + 1 < args.Length ? args[++i]
                : throw new FlagException($"--{name} needs a value");
        }
    }

    public string Verb { get; }

    public string[] Rest { get; } = [];

    public string Required(string name) =>
        _values.GetValueOrDefault(name) ?? throw new FlagException($"{Verb} needs --{name}");

    public string? Optional(string name) => _values.GetValueOrDefault(name);

    public bool Has(string name) => _values.ContainsKey(name);

    public long Number(string name, long fallback) =>
        !_values.TryGetValue(name, out string? text) ? fallback
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
        : throw new FlagException($"--{name} '{text}': expected a whole number");

    public DateOnly Date(string name, DateOnly fallback) =>
        !_values.TryGetValue(name, out string? text) ? fallback
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", out DateOnly value) ? value
        : throw new FlagException($"--{name} '{text}': expected a date like 2026-11-20");

    /// <summary>Bytes, in decimal units: 1GB is 1,000,000,000.</summary>
    public long Size(string name, string fallback)
    {
        string text = Optional(name) ?? fallback;
        int digits = text.TakeWhile(c => char.IsAsciiDigit(c)).Count();
        long unit = text[digits..].ToUpperInvariant() switch
        {
            "" or "B" => 1,
            "KB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            _ => throw new FlagException($"--{name} '{text}': expected a size like 100MB or 1GB"),
        };
        return digits is > 0 and < 10
            ? long.Parse(text[..digits], CultureInfo.InvariantCulture) * unit
            : throw new FlagException($"--{name} '{text}': expected a size like 100MB or 1GB");
    }
}
