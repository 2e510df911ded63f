namespace Bursar.Cli.Tests.Programs;

/// <summary>A machine of its own for Bursar: home, transcripts and ledger in a temporary folder.</summary>
public sealed class Sandbox : IDisposable
{
    private const UnixFileMode Everyone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public Sandbox()
    {
        Root = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"bursar-cli-{Guid.NewGuid():N}");
        Home = Folder("home");
        Claude = Folder("claude");
        BursarHome = System.IO.Path.Combine(Root, "bursar");
        Environment = new(StringComparer.Ordinal)
        {
            ["HOME"] = Home,
            ["CLAUDE_CONFIG_DIR"] = Claude,
            ["BURSAR_HOME"] = BursarHome,
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            ["DOTNET_ROOT"] = BursarBinary.DotnetRoot,
            ["LANG"] = "C.UTF-8",
            ["TZ"] = "UTC",
            ["COLUMNS"] = "140",
            ["NO_COLOR"] = "1",
        };
    }

    public string Root { get; }

    public string Home { get; }

    /// <summary>The root with the <c>projects</c> folder.</summary>
    public string Claude { get; }

    public string BursarHome { get; }

    public string Ledger => System.IO.Path.Combine(BursarHome, "ledger.db");

    public Dictionary<string, string> Environment { get; }

    /// <summary>A sandbox with the hand-made transcripts of tests/fixtures/cli.</summary>
    public static Sandbox WithFixture()
    {
        var sandbox = new Sandbox();
        Copy(RepositoryRoot.Fixture("claude"), sandbox.Claude);
        return sandbox;
    }

    public string Path(params string[] below) => System.IO.Path.Combine([Root, .. below]);

    public RunningProgram Start(params string[] arguments) => new(BursarBinary.Path, arguments, Environment, Home);

    public async Task<ProgramResult> RunAsync(params string[] arguments)
    {
        using var program = Start(arguments);
        return await program.EndAsync();
    }

    /// <summary>Runs a shell script in this sandbox; it finds the program as <c>$BURSAR</c>.</summary>
    public async Task<ProgramResult> ShellAsync(string script)
    {
        using var program = new RunningProgram("/bin/bash", ["-c", script], new Dictionary<string, string>(Environment, StringComparer.Ordinal) { ["BURSAR"] = BursarBinary.Path }, Home);
        return await program.EndAsync();
    }

    /// <summary>Size of the ledger and its write-ahead log: it changes whenever a transaction is written.</summary>
    public long LedgerSize() => Length(Ledger) + Length(Ledger + "-wal");

    public void DeleteLedger()
    {
        if (Directory.Exists(BursarHome))
        {
            Directory.Delete(BursarHome, recursive: true);
        }
    }

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, folder)));
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, file)));
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string Folder(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Root, name), Everyone).FullName;

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
