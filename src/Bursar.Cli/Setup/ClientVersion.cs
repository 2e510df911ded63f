using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Bursar.Cli.Setup;

/// <summary>The version of Claude Code on this machine.</summary>
internal static partial class ClientVersion
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <returns>What <c>claude --version</c> says, or null if there is no client that answers.</returns>
    public static Version? Ask(Func<string, string?> environment, string? home, TimeProvider clock)
    {
        if (ClientProgram.Find(environment, home) is not { } client)
        {
            return null;
        }

        try
        {
            return Parse(ProgramRun.Of(new ProcessStartInfo(client, ["--version"]), "", Limit, clock).Output);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Reads <c>2.1.197</c>, also where more follows, as in <c>2.1.197 (Claude Code)</c>.</summary>
    public static Version? Parse(string text) => Pattern().Match(text) is { Success: true } match ? Version.Parse(match.Value) : null;

    [GeneratedRegex(@"^\d{1,6}\.\d{1,6}\.\d{1,6}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
