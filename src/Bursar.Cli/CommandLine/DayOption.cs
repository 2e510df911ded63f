using System.CommandLine;
using System.Globalization;

namespace Bursar.Cli.CommandLine;

/// <summary>A day as it is named: a date, or so many days before today.</summary>
internal readonly record struct NamedDay(DateOnly? Date, int Back)
{
    public DateOnly On(DateOnly today) => Date ?? today.AddDays(-Back);
}

/// <summary>An option that takes a day: a date, <c>today</c>, <c>yesterday</c>, or <c>7d</c> for the first of the last seven, today included.</summary>
internal sealed class DayOption : Option<NamedDay?>
{
    public const string Forms = "YYYY-MM-DD, YYYYMMDD, today, yesterday or 7d";

    public const string DayForms = "YYYY-MM-DD, YYYYMMDD, today or yesterday";

    private const int MaxBack = 36_500;

    /// <summary>Before computers told time there were no transcripts, and beyond it calendars end.</summary>
    private static readonly (DateOnly First, DateOnly Last) s_calendar = (new(1970, 1, 2), new(9000, 1, 1));

    private static readonly string[] Dates = ["yyyyMMdd", "yyyy-MM-dd"];

    /// <param name="name">The option.</param>
    /// <param name="description">What the day is for.</param>
    /// <param name="takesSpan">Whether so many days back can be meant; where it is one day that is asked about, they cannot.</param>
    public DayOption(string name, string description, bool takesSpan = true)
        : base(name)
    {
        Description = description;
        HelpName = "DAY";
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Parse(text) is { } day && (takesSpan || !text.EndsWith('d')))
            {
                return day;
            }

            result.AddError($"{name}: '{text}' is not a day; expected {(takesSpan ? $"{Forms} (the last seven days)" : DayForms)}.");
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
        : DateOnly.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date >= s_calendar.First && date <= s_calendar.Last ? new NamedDay(date, 0)
        : null;
}
