using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Bursar.Cli.Commands;

/// <summary>The usual help, and an example after it.</summary>
internal sealed class HelpWithExample(HelpAction help) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var example = parseResult.CommandResult.Command is ExampleCommand command ? command.Example : "bursar daily --since 2026-11-01";
        output.WriteLine("Example:");
        output.WriteLine($"  {example}");
        output.WriteLine();
        return result;
    }
}
