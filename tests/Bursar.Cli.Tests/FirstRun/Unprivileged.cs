namespace Bursar.Cli.Tests.FirstRun;

/// <summary>Runs the program as a user whom file modes bind: root is not, so it becomes nobody.</summary>
internal sealed class Unprivileged : IDisposable
{
    private const string Nobody = "65534";

    private readonly string _program;

    private Unprivileged(Sandbox sandbox) => (Sandbox, _program) = (sandbox, sandbox.Path("program", "bursar"));

    public Sandbox Sandbox { get; }

    public static async Task<Unprivileged> CreateAsync(Sandbox sandbox)
    {
        var user = new Unprivileged(sandbox);
        await user.MustAsync($"cp -r '{Path.GetDirectoryName(BursarBinary.Path)}' '{sandbox.Path("program")}' && chmod -R a+rX '{sandbox.Root}'");
        if (Environment.IsPrivilegedProcess)
        {
            Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "These tests run as root, and there is no setpriv to become somebody else.");
            await user.MustAsync($"chown -R {Nobody}:{Nobody} '{sandbox.Root}'");
        }

        Assert.SkipUnless((await user.RunAsync("--version")).ExitCode == 0, "The user nobody cannot run the program: the runtime lies where only root may look.");
        return user;
    }

    public async Task<ProgramResult> RunAsync(params string[] arguments)
    {
        string[] command = Environment.IsPrivilegedProcess ? ["/usr/bin/setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", _program] : [_program];
        using var program = new RunningProgram(command[0], [.. command[1..], .. arguments], Sandbox.Environment, Sandbox.Home);
        return await program.EndAsync();
    }

    public Task ChmodAsync(string mode, string path) => MustAsync($"chmod {mode} '{path}'");

    public void Dispose()
    {
        MustAsync($"chmod -R u+rwX '{Sandbox.Root}'").GetAwaiter().GetResult();
        Sandbox.Dispose();
    }

    private async Task MustAsync(string script) => (await Sandbox.ShellAsync(script)).MustSucceed();
}
