using System.CommandLine;

namespace Bursar.Cli.CommandLine;

/// <summary>A command whose help ends with an example that can be pasted.</summary>
internal sealed class ExampleCommand(string name, string description, string example) : Command(name, description)
{
    public string Example { get; } = example;
}
