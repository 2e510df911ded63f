namespace Bursar.Guard.Protection.Shell;

/// <content>Bursar's own commands, by whichever program they are started, and the end of its programs.</content>
internal sealed partial class Judge
{
    private string? Bursar(ShellCall call)
    {
        if (SelfService.Find(call.Arguments) is { } human)
        {
            return Refusals.Human(human);
        }

        // The reading commands that write a file of the caller's choice.
        return call.Words.Count > 2 && ((call.Words[1] is "ledger" && call.Words.Contains("backup")) || call.Words[1] is "dashboard") ? First(call.Arguments.Skip(1).Select(word => Write(word, call.Scope))) : null;
    }

    /// <summary><c>dotnet run</c> in the source of Bursar is Bursar as well.</summary>
    private string? Dotnet(ShellCall call)
    {
        var words = call.Words.ToList();
        var isBursar = words.Contains("run") && words.Concat(call.Folders).Any(word => word.Contains("Bursar.Cli", StringComparison.OrdinalIgnoreCase));
        return (isBursar ? Bursar(call.With(words.Skip(words.IndexOf("run")))) : null) ?? Anything(call);
    }

    private static string? Kill(ShellCall call) =>
        call.Arguments.Concat(call.Input).Any(word => word.Contains("bursar", StringComparison.OrdinalIgnoreCase)) ? Refusals.Kill : null;
}
