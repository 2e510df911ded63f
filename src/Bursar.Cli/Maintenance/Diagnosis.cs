using System.Net.Sockets;
using Bursar.Cli.Alerts;
using Bursar.Cli.Dashboards;
using Bursar.Cli.Setup;
using Bursar.Guard;
using Bursar.Guard.StatusLine;
using Bursar.Ledger.Ingest;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Maintenance;

/// <summary>What the doctor found. What could not be found out for a failure is null.</summary>
/// <param name="ConfigFaults">What every part of Bursar that reads the configuration would say of it.</param>
/// <param name="LineFaults">What the status line would say of its part.</param>
/// <param name="ResidentRuns">Whether hooks have somebody to ask; null where there is never anybody.</param>
internal sealed record Diagnosis(
    Catalog Catalog, Installation Installed, PriceTable? Prices, EffectivePolicy Policies, IngestResult? Ingest, Findings? Findings, string? ClockFault,
    IReadOnlyList<string> ConfigFaults, IReadOnlyList<string> LineFaults, bool? ResidentRuns)
{
    /// <summary>Files and folders that may not be read.</summary>
    public IReadOnlyList<UnreadablePath> Unreadable => Ingest?.Unreadable ?? Catalog.Unreadable;

    public static IReadOnlyList<string> FindConfigFaults(CommandContext context)
    {
        var faults = UserConfig.Faults(context.Paths).Concat(PriceEnvironment.Unknown(Environment.GetEnvironmentVariables().Keys.Cast<string>())).ToList();
        Action[] readers =
        [
            () => GuardConfig.AuthMode(context.Paths), () => GuardConfig.AllowsResident(context.Paths), () => UserConfig.Read(context.Paths).WeekStart(), () => AlertsConfig.Read(context.Paths),
            () => DashboardConfig.Read(context.Paths, context.Home), () => AuthProbe.CheckVariable(context.Environment), () => PriceEnvironment.Read(context.Environment),
        ];
        foreach (var read in readers)
        {
            try
            {
                read();
            }
            catch (UserError e)
            {
                faults.Add(e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Told of the file as a whole.
            }
        }

        return [.. faults.Distinct(StringComparer.Ordinal)];
    }

    public static IReadOnlyList<string> FindLineFaults(CommandContext context) => StatusLineConfig.Read(context.Paths).Faults;

    public static bool? FindResident(CommandContext context)
    {
        try
        {
            if (!OperatingSystem.IsLinux() || !GuardConfig.AllowsResident(context.Paths))
            {
                return null;
            }

            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(context.Paths.ResidentSocket));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The configuration is told beside it; a path too long for a socket has nobody listening.
            return null;
        }
    }
}
