namespace Bursar.Cli.Tests.Output;

/// <summary>One ledger of the hand-made transcripts for all tests that only look.</summary>
public sealed class Fixture : IAsyncLifetime
{
    public Sandbox Sandbox { get; } = Sandbox.WithFixture();

    public async ValueTask InitializeAsync() => (await Sandbox.RunAsync("ingest")).MustSucceed();

    public ValueTask DisposeAsync()
    {
        Sandbox.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a command line, given as one would type it, and holds its output against the snapshot.</summary>
    public async Task<ProgramResult> CheckAsync(string snapshot, string commandLine)
    {
        var result = await Sandbox.RunAsync(Split(commandLine));
        Snapshots.Check(snapshot, result, Sandbox);
        return result;
    }

    public string[] Split(string commandLine) => [.. commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Replace("{fixtures}", RepositoryRoot.Fixture("").TrimEnd('/'), StringComparison.Ordinal).Replace("{temp}", Sandbox.Root, StringComparison.Ordinal))];
}
