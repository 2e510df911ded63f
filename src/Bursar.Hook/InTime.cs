using Bursar.Guard;

namespace Bursar.Hook;

/// <summary>
/// Handles the event on a thread of its own and waits so long and no longer: a disk that does not answer must not hold the
/// client up. What is left undone then is undone by the ledger.
/// </summary>
internal static class InTime
{
    /// <summary>In settings that ask about tools by the MCP server: this hook stands in where that has failed.</summary>
    public const string AsksOverMcp = "--asks-over-mcp";

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.5);

    public static HookOutcome Run(bool asksOverMcp)
    {
        GuardEnvironment environment;
        try
        {
            environment = GuardEnvironment.Of(Environment.GetEnvironmentVariable, TimeProvider.System) with { AsksOverMcp = asksOverMcp };
        }
        catch (UserError e)
        {
            // Without a home there is no policy that could say otherwise.
            return HookRunner.NoHome(e);
        }

        using var cancellation = new CancellationTokenSource();
        var received = ReadOnlyMemory<byte>.Empty;
        HookOutcome? outcome = null;
        var work = new Thread(() =>
        {
            try
            {
                received = ReadAll();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                // No input is no event, and is answered as one.
            }

            outcome = HookRunner.Run(received, environment, cancellation.Token);
        })
        {
            IsBackground = true,
        };
        work.Start();
        if (!work.Join(Budget))
        {
            cancellation.Cancel();
            work.Join(Grace);
        }

        return outcome ?? HookRunner.OutOfTime(received, environment);
    }

    /// <summary>Everything on standard input.</summary>
    public static ReadOnlyMemory<byte> ReadAll()
    {
        using var input = new MemoryStream(16 * 1024);
        using (var stdin = Standard.OpenInput())
        {
            stdin.CopyTo(input);
        }
        return input.GetBuffer().AsMemory(0, (int)input.Length);
    }
}
