using System.Text;
using Bursar.Guard;
using Bursar.Guard.StatusLine;

namespace Bursar.Hook;

/// <summary>
/// Draws the status line on a thread of its own and waits so long and no longer: what the input itself tells is better than
/// an old line. It ends with 0 whatever happens.
/// </summary>
internal static class StatusInTime
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.25);

    public static int Run()
    {
        using var cancellation = new CancellationTokenSource();
        var received = ReadOnlyMemory<byte>.Empty;
        StatusOutcome? outcome = null;
        var work = new Thread(() =>
        {
            received = Read();
            try
            {
                outcome = StatusRunner.Run(received, GuardEnvironment.Of(Environment.GetEnvironmentVariable, TimeProvider.System), cancellation.Token);
            }
            catch (UserError e)
            {
                outcome = StatusRunner.NoHome(received, e);
            }
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

        Say(outcome ?? StatusRunner.OutOfTime(received));
        return 0;
    }

    private static void Say(StatusOutcome outcome)
    {
        if (outcome.Error is not null)
        {
            Standard.Say(Standard.Error, Encoding.UTF8.GetBytes(outcome.Error + "\n"));
        }

        Standard.Say(Standard.Output, outcome.Output);
    }

    private static ReadOnlyMemory<byte> Read()
    {
        try
        {
            return InTime.ReadAll();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // No input tells nothing, and is answered as such.
            return ReadOnlyMemory<byte>.Empty;
        }
    }
}
