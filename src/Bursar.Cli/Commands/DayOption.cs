using System.CommandLine;
using System.Globalization;

namespace Bursar.Cli.Commands;

/// <summary>A day as it is named: a date, or so many days before today.</summary>
internal readonly record struct NamedDay(DateOnly? Date, int Back)
{
    public DateOnly On(DateOnly today) => Date ?? today.AddDays(-Back);
}

/// <summary>An option that takes a day: a date, <c>today</c>, <c>yesterday</c>, or <c>7d</c> for the first of the last seven, today included.</summary>
internal sealed class DayOption : Option<NamedDay?>
{
    public const string Forms = "YYYY-MM-DD, YYYYMMDD, today, yesterday or 7d";

    private const int MaxBack = 36_500;

    private static readonly string[] Dates = ["yyyyMMdd", "yyyy-MM-dd"];

    public DayOption(string name, string description)
        : base(name)
    {
        Description = description;
        HelpName = "DAY";
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Parse(text) is { } day)
            {
                return day;
            }

            result.AddError($"{name}: '{text}' is not a day; expected {Forms} (the last seven days).");
            return null;
        };
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="context">Knows what day it is.</param>
    /// <param name="zone">Where; null for this machine's zone.</param>
    /// <returns>Null when no day was named.</returns>
    public DateOnly? Read(ParseResult parsed, CommandContext context, TimeZoneInfo? zone = null) =>
        parsed.GetValue(this)?.On(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(context.Clock.GetUtcNow(), zone ?? context.Clock.LocalTimeZone).DateTime));

    private static NamedDay? Parse(string text) =>
        text == "today" ? new NamedDay(null, 0)
        : text == "yesterday" ? new NamedDay(null, 1)
        : text is [.. var count, 'd'] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= MaxBack ? new NamedDay(null, days - 1)
        : DateOnly.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? new NamedDay(date, 0)
        : null;
}
