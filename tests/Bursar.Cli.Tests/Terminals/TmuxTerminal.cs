namespace Bursar.Cli.Tests.Terminals;

/// <summary>A real terminal of a given width, in a tmux server of its own.</summary>
internal static class TmuxTerminal
{
    private const string Tmux = "/usr/bin/tmux";

    /// <summary>Runs a script in the terminal and returns what stands on its screen, escape sequences included if asked for.</summary>
    public static async Task<string> ShowAsync(Sandbox sandbox, int columns, string script, bool withColours = false)
    {
        Assert.SkipUnless(File.Exists(Tmux), "tmux is not installed.");
        sandbox.Environment.Remove("COLUMNS");
        sandbox.Environment["TERM"] = "xterm-256color";
        sandbox.Environment["BURSAR"] = BursarBinary.Path;
        var tmux = $"{Tmux} -S '{sandbox.Path("tmux")}' -f /dev/null";
        await File.WriteAllTextAsync(sandbox.Path("script"), $"{script}\n{tmux} wait-for -S done; read\n", TestContext.Current.CancellationToken);
        // A server that dies as it starts (seen once in thousands, on a loaded machine) has shown nothing yet: another is started.
        var start = $"{tmux} new-session -d -x {columns} -y 60 'exec bash {sandbox.Path("script")}'";
        var screen = await sandbox.ShellAsync(
            $"({start} || {start} || {start}) && {tmux} wait-for done && {tmux} capture-pane -p {(withColours ? "-e" : "")}; {tmux} kill-server");
        return screen.MustSucceed().Stdout;
    }
}
