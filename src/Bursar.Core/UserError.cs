namespace Bursar;

/// <summary>A failure that is told to the user in one message: what, where, what was expected; and a hint what to do.</summary>
public sealed class UserError(ExitCode code, string message, string? hint = null, Exception? cause = null) : Exception(message, cause)
{
    public ExitCode Code { get; } = code;

    public string? Hint { get; } = hint;

    public static UserError BadInput(string message, string? hint = null, Exception? cause = null) => new(ExitCode.BadInput, message, hint, cause);

    public static UserError Unusable(string message, string? hint = null, Exception? cause = null) => new(ExitCode.Unusable, message, hint, cause);
}
