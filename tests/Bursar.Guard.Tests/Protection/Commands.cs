namespace Bursar.Tests.Protecting;

/// <summary>Commands as an agent gives them; <c>⏎</c> stands for the end of a line.</summary>
internal static class Commands
{
    public static TheoryData<string> Of(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Replace('⏎', '\n'))];
}
