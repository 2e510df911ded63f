using System.Text.Json;

namespace Bursar.Cli.Tests.Programs;

/// <summary>How a program ended and what it said.</summary>
public sealed record ProgramResult(string Command, int ExitCode, string Stdout, string Stderr)
{
    /// <summary>This result, or a failure that shows what the program said.</summary>
    public ProgramResult MustSucceed() => MustExit(0);

    public ProgramResult MustExit(int code)
    {
        Assert.True(ExitCode == code, $"Expected exit code {code}.\n{this}");
        return this;
    }

    /// <summary>Standard output, which must be one JSON value and nothing else.</summary>
    public JsonElement Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Stdout);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"This is not JSON: {e.Message}\n{this}", e);
        }
    }

    /// <summary>The failure as a user must be told it: one message on standard error that holds these words, and a hint.</summary>
    public void MustFailSaying(int code, params string[] words)
    {
        MustExit(code);
        Assert.StartsWith("error: ", Stderr, StringComparison.Ordinal);
        Assert.Contains("\nhint: ", Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of Bursar", Stderr, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, Stderr, StringComparison.Ordinal));
    }

    public override string ToString() => $"$ {Command}\nexit code {ExitCode}\n--- stdout\n{Stdout}\n--- stderr\n{Stderr}";
}
