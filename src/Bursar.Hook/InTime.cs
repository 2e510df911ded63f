using Bursar.Guard;
using Bursar.Hook.Resident;

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
        var input = Standard.ReadInput(Budget);
        return (input is { } whole ? ResidentClient.Ask(asksOverMcp ? Question.EventAskedOverMcpFirst : Question.Event, whole.Span) : null) ?? Run(input, asksOverMcp);
    }

    private static HookOutcome Run(ReadOnlyMemory<byte>? input, bool asksOverMcp)
    {
        GuardEnvironment environment;
        try
        {
            environment = GuardEnvironment.Of(Environment.GetEnvironmentVariable, TimeProvider.System) with { AsksOverMcp = asksOverMcp };
        }
        catch (UserError e)
        {
            return HookRunner.NoHome(input ?? default, Environment.GetEnvironmentVariable, e);
        }

        var outcome = (input is { } whole ? Within(Budget, Grace, cancellation => HookRunner.Run(whole, environment, cancellation)) : null)
            ?? HookRunner.OutOfTime(input ?? default, environment);
        if (outcome.BeginsWork)
        {
            BackgroundPrograms.StartResident(environment);
        }

        return outcome;
    }

    /// <returns>Null when the work did not end even after it was told to.</returns>
    public static T? Within<T>(TimeSpan budget, TimeSpan grace, Func<CancellationToken, T> work)
        where T : class
    {
        using var cancellation = new CancellationTokenSource();
        T? result = null;
        var thread = new Thread(() => result = work(cancellation.Token)) { IsBackground = true };
        thread.Start();
        if (!thread.Join(budget))
        {
            cancellation.Cancel();
            thread.Join(grace);
        }

        return result;
    }
}
