using System.CommandLine;
using System.Globalization;

namespace Bursar.Cli.CommandLine;

/// <summary>
/// Options that take an amount. Digits with a point and nothing else: where a comma might be a thousand's or a decimal's, money
/// must not depend on which it is taken for.
/// </summary>
internal static class AmountOptions
{
    public static Option<decimal?> Dollars(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            if (decimal.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars))
            {
                return dollars;
            }

            result.AddError($"{name}: '{result.Tokens[0].Value}' is no amount; expected dollars such as 1.50.");
            return null;
        },
    };

    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1e6)
            {
                switch (text[^1])
                {
                    case 's':
                        return TimeSpan.FromSeconds(number);
                    case 'm':
                        return TimeSpan.FromMinutes(number);
                    case 'h':
                        return TimeSpan.FromHours(number);
                    case 'd':
                        return TimeSpan.FromDays(number);
                    default:
                        break;
                }
            }

            result.AddError($"{name}: '{text}' is no time; expected a number and its unit, such as 90s, 30m, 2h or 1d.");
            return null;
        },
    };
}
