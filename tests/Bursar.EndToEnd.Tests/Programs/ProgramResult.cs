namespace Bursar.EndToEnd.Tests.Programs;

/// <summary>How a program ended and what it said.</summary>
public sealed record ProgramResult(string Command, int ExitCode, string Stdout, string Stderr)
{
    /// <summary>This result, or a failure that shows what the program said.</summary>
    public ProgramResult MustSucceed() => ExitCode == 0 ? this : throw new InvalidOperationException($"Expected exit code 0.\n{this}");

    public override string ToString() =>
        $"$ {Command}\nexit code {ExitCode}\n--- stdout\n{Stdout}\n--- stderr\n{Stderr}";
}
