using System.CommandLine;

namespace Bursar.Cli.CommandLine;

/// <summary>The session that a command is about: by its plain id, or by <c>--session</c>.</summary>
internal sealed class SessionOption
{
    private readonly Argument<string?> _argument = new("SESSION") { Description = $"Session id, or its beginning (default: ${SessionChoice.Variable}, else the latest of this project).", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _option = new("--session") { Description = "The same as SESSION.", HelpName = "ID" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_argument);
        command.Options.Add(_option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_argument) is not null && result.GetResult(_option) is { Implicit: false })
            {
                result.AddError("Name the session once: as it is, or by --session.");
            }
        });
    }

    public bool IsGiven(System.CommandLine.Parsing.CommandResult result) => result.GetValue(_argument) is not null || result.GetResult(_option) is { Implicit: false };

    public string? Read(ParseResult parsed) => parsed.GetValue(_argument) ?? parsed.GetValue(_option);
}
