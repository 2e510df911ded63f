using System.CommandLine;
using Bursar.Cli.Rendering;

namespace Bursar.Cli.CommandLine;

/// <summary>Prints the script that makes a shell complete <c>bursar</c>; the program itself answers with its suggest directive.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        # bursar completion for bash: eval "$(bursar completion bash)"
        _bursar() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(bursar "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _bursar bursar
        """;

    private const string Zsh =
        """
        # bursar completion for zsh: eval "$(bursar completion zsh)"
        _bursar() {
          local -a found
          found=("${(@f)$(bursar "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -- $found
        }
        compdef _bursar bursar
        """;

    private const string Fish =
        """
        # bursar completion for fish: bursar completion fish | source
        complete -f -c bursar -a '(bursar "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    public static Command Create(CommandContext context)
    {
        var shell = Choices.Argument("shell", "The shell to complete in.", "bash", "zsh", "fish");
        var command = new ExampleCommand("completion", "Print the completion script for a shell.", "eval \"$(bursar completion bash)\"");
        command.Arguments.Add(shell);
        command.SetAction(parsed => context.Terminal.Out.WriteLine(parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish }));
        return command;
    }
}
