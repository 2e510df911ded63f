using Bursar.Guard.Processes;
using Bursar.Ledger;
using Bursar.Ledger.Reports;

namespace Bursar.Guard;

/// <summary>What the guard needs from outside.</summary>
/// <param name="Variables">The environment of the hook, which the client hands down.</param>
/// <param name="ManagedPolicy">The administrator's policy file.</param>
public sealed record GuardEnvironment(BursarPaths Paths, Func<string, string?> Variables, string? Home, TimeProvider Clock, string ManagedPolicy)
{
    private LocalTime? _time;

    /// <summary>The client on whose behalf this runs; null where the platform does not tell.</summary>
    public Lazy<ClientProcess?> Client { get; init; } = new(ClientProcess.OfCurrent);

    /// <summary>Days, weeks and months of this machine's zone. Where weeks begin is read when a week's budget asks.</summary>
    public LocalTime Time => _time ??= new LocalTime(Clock.LocalTimeZone, () => UserConfig.Read(Paths).WeekStart());

    /// <summary>The same after a failure, which may be that the configuration cannot be read: then weeks begin on Sunday.</summary>
    public LocalTime TimeAfterFailure => new(Clock.LocalTimeZone, () =>
    {
        try
        {
            return Time.WeekStart;
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException)
        {
            return DayOfWeek.Sunday;
        }
    });

    /// <summary>Whether the client asks about tools by its MCP server, so that this hook stands in where that has failed.</summary>
    public bool AsksOverMcp { get; init; }

    /// <summary>Ledgers kept open by a program that answers many events; null to open one for each.</summary>
    public LedgerPool? Ledgers { get; init; }

    public long Now => Transcripts.Timestamp.Of(Clock.GetUtcNow());

    public static GuardEnvironment Of(Func<string, string?> variables, TimeProvider clock)
    {
        var home = variables("HOME") is { Length: > 0 } set ? set : OperatingSystem.IsWindows() ? variables("USERPROFILE") : null;
        return new GuardEnvironment(BursarPaths.Find(variables, home), variables, home, clock, BursarPaths.ManagedPolicyFile);
    }

    /// <summary>A path as people write it.</summary>
    public string Shown(string path) => Home is { Length: > 1 } && path.StartsWith(Home + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? "~" + path[Home.Length..] : path;
}
