using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Bursar.Cli.CommandLine;

/// <summary>The usual help, and an example after it.</summary>
internal sealed class HelpWithExample(HelpAction help) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        // Hidden is left out of lists; who asks for it by name is told all the same.
        var asked = parseResult.CommandResult.Command;
        var isHidden = asked.Hidden;
        asked.Hidden = false;
        var result = help.Invoke(parseResult);
        asked.Hidden = isHidden;
        var output = parseResult.InvocationConfiguration.Output;
        var example = asked is ExampleCommand command ? command.Example : "bursar daily --since 2026-11-01";
        output.WriteLine("Example:");
        output.WriteLine($"  {example}");
        output.WriteLine();
        return result;
    }
}
