using System.CommandLine;
using System.CommandLine.Parsing;

namespace Bursar.Cli.CommandLine;

/// <summary>Options and arguments that take one of a few words; anything else is told in one line, with the words in their order.</summary>
internal static class Choices
{
    public static Option<string?> Option(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', words) };
        option.CompletionSources.Add(words);
        option.Validators.Add(result => Check(result, name, result.Tokens, words));
        return option;
    }

    public static Argument<string> Argument(string name, string description, params string[] words)
    {
        var argument = new Argument<string>(name) { Description = description, HelpName = string.Join('|', words) };
        argument.CompletionSources.Add(words);
        argument.Validators.Add(result => Check(result, name, result.Tokens, words));
        return argument;
    }

    private static void Check(SymbolResult result, string name, IReadOnlyList<Token> tokens, string[] words)
    {
        if (tokens.FirstOrDefault(token => !words.Contains(token.Value)) is { } wrong)
        {
            result.AddError($"{name}: '{wrong.Value}' is not known; expected {string.Join(", ", words[..^1])} or {words[^1]}.");
        }
    }
}
