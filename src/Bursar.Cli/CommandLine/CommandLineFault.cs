using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Bursar.Ledger.Reports;

namespace Bursar.Cli.CommandLine;

/// <summary>What is wrong with a command line, in words for people: no types of the program, and what was probably meant.</summary>
internal static partial class CommandLineFault
{
    /// <summary>More letters than these and it is another word.</summary>
    private const int MaxDistance = 2;

    /// <returns>Null when the line can be run.</returns>
    public static string? Find(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is [var unknown, ..] && parsed.Errors.Count > 0)
        {
            return $"Unrecognized command or argument '{unknown}'.{Suggestion(unknown, parsed.CommandResult.Command)}";
        }

        return parsed.Errors is [var first, ..] ? Told(first.Message) : OptionAsArgument(parsed);
    }

    private static string Told(string message) => Conversion().Match(message) is not { Success: true } conversion ? message
        : $"{conversion.Groups["option"].Value}: '{conversion.Groups["value"].Value}' is not what it takes; expected {(Whole().IsMatch(conversion.Groups["type"].Value) ? "a whole number" : "a number, such as 5 or 0.50")}.";

    /// <summary>A misspelt option where a file or a name is expected would be taken for one.</summary>
    private static string? OptionAsArgument(ParseResult parsed)
    {
        foreach (var token in parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash))
        {
            if (token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal) && token.Value.Length > 2
                && parsed.CommandResult.Children.OfType<ArgumentResult>().Any(argument => argument.Tokens.Contains(token)))
            {
                return $"Unrecognized command or argument '{token.Value}'.{Suggestion(token.Value, parsed.CommandResult.Command)} What really begins like an option goes behind `--`.";
            }
        }

        return null;
    }

    private static string Suggestion(string word, Command command)
    {
        if (command.Name == "report" && word.Split(',').All(name => Dimensions.Parse(name) is not null))
        {
            return $" Did you mean '--by {word}'?";
        }

        var names = command.Subcommands.Where(known => !known.Hidden).SelectMany(known => known.Aliases.Append(known.Name))
            .Concat(command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Append(option.Name)));
        var nearest = names.Select(name => (Name: name, Distance: Distance(word, name))).Where(known => known.Distance <= MaxDistance && known.Distance < known.Name.TrimStart('-').Length).OrderBy(known => known.Distance).FirstOrDefault();
        return nearest.Name is { } meant ? $" Did you mean '{meant}'?" : "";
    }

    /// <summary>Letters to add, take away or change.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }

    [GeneratedRegex(@"^Cannot parse argument '(?<value>.*)' for (?:option|command) '(?<option>.*)' as expected type '(?<type>.*)'\.$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Conversion();

    [GeneratedRegex(@"Int\d", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Whole();
}
