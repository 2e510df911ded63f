using System.Globalization;
using System.Text;

namespace Bursar.Guard.StatusLine;

/// <summary>What a status line prints.</summary>
/// <param name="Output">One line, never empty.</param>
/// <param name="Error">For standard error; null when nothing failed.</param>
public sealed record StatusOutcome(byte[] Output, string? Error);

/// <summary>Draws one status line from the client's input. Whatever fails, there is a line, and it shows no error.</summary>
public static class StatusRunner
{
    /// <summary>The name under which failures stand in the journal.</summary>
    private const string Event = "statusline";

    /// <summary>Columns that the client keeps free beside a status line (seen in 2.1.197); a longer one it cuts itself.</summary>
    private const int Margins = 4;

    private const string OutOfTimeMessage = "the time for it ran out";

    public static StatusOutcome Run(ReadOnlyMemory<byte> json, GuardEnvironment environment, CancellationToken cancellation)
    {
        var input = StatusInputReader.Read(json);
        var ledger = (StatusLedger?)null;
        var figures = StatusFigures.None;
        string? failure = null;
        try
        {
            ledger = new StatusLedger(environment, input);
            figures = ledger.Look(cancellation);
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            failure = e is OperationCanceledException ? OutOfTimeMessage : e.Message;
        }
        catch (Exception e) when (string.IsNullOrEmpty(environment.Variables("BURSAR_DEBUG")))
        {
            failure = $"it met something it does not expect ({e.GetType().Name}: {e.Message})";
        }

        return Draw(input, figures, environment, failure ?? ledger?.Fault ?? input.Fault);
    }

    /// <summary>
    /// The line when the work did not even end after it was told to: the disk may be what does not answer, so nothing on it is
    /// touched.
    /// </summary>
    public static StatusOutcome OutOfTime(ReadOnlyMemory<byte> json) => Bare(StatusInputReader.Read(json), OutOfTimeMessage);

    /// <summary>The line when it is not even known where the ledger is.</summary>
    public static StatusOutcome NoHome(ReadOnlyMemory<byte> json, UserError error) => Bare(StatusInputReader.Read(json), error.Message);

    private static StatusOutcome Draw(StatusInput input, StatusFigures figures, GuardEnvironment environment, string? failure)
    {
        var config = StatusLineConfig.Read(environment.Paths);
        if (failure is not null)
        {
            FailureLog.Keep(environment, new HookEvent(Event, input.SessionId, null), failure);
        }

        var hasColor = config.HasColor && string.IsNullOrEmpty(environment.Variables("NO_COLOR"));
        return Outcome(new StatusRenderer(config.Template, hasColor, Width(environment)).Render(new StatusFields(input, figures, environment.Now)), failure ?? (config.Faults is [var fault, ..] ? fault : null));
    }

    /// <summary>The client hands the terminal's width down; when it does not, nothing is left out.</summary>
    private static int? Width(GuardEnvironment environment) =>
        int.TryParse(environment.Variables("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0 ? Math.Max(1, columns - Margins) : null;

    /// <summary>What the input tells, in the usual layout.</summary>
    private static StatusOutcome Bare(StatusInput input, string failure) =>
        Outcome(new StatusRenderer(StatusTemplate.Default, hasColor: false, width: null).Render(new StatusFields(input, StatusFigures.None, long.MinValue)), failure);

    private static StatusOutcome Outcome(string line, string? failure) => new(Encoding.UTF8.GetBytes(line + "\n"), failure is null ? null : $"bursar-hook: {failure}");
}
