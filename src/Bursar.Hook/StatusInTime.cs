using System.Text;
using Bursar.Guard;
using Bursar.Guard.StatusLine;
using Bursar.Hook.Resident;

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
        var input = Standard.ReadInput(Budget);
        var (output, error) = input is not { } whole ? StatusRunner.OutOfTime(default)
            : ResidentClient.Ask(Question.StatusLine, whole.Span) is { } answer ? new StatusOutcome(answer.Output, answer.Error)
            : Draw(whole);
        if (error is not null)
        {
            Standard.Say(Standard.Error, Encoding.UTF8.GetBytes(error + "\n"));
        }

        Standard.Say(Standard.Output, output);
        return 0;
    }

    private static StatusOutcome Draw(ReadOnlyMemory<byte> input)
    {
        try
        {
            var environment = GuardEnvironment.Of(Environment.GetEnvironmentVariable, TimeProvider.System);
            return InTime.Within(Budget, Grace, cancellation => StatusRunner.Run(input, environment, cancellation)) ?? StatusRunner.OutOfTime(input);
        }
        catch (UserError e)
        {
            return StatusRunner.NoHome(input, e);
        }
    }
}
