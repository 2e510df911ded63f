using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace Bursar.Hook.Resident;

/// <summary><c>bursar-hook resident PROCESS</c>, which hooks start and people need not know.</summary>
[SupportedOSPlatform("linux")]
internal static class ResidentProgram
{
    public static int Run(string client)
    {
        try
        {
            var paths = BursarPaths.Find(Environment.GetEnvironmentVariable, Environment.GetEnvironmentVariable("HOME"));
            if (!int.TryParse(client, NumberStyles.None, CultureInfo.InvariantCulture, out var process) || process <= 0)
            {
                throw UserError.BadInput($"'{client}' is no process id: expected `bursar-hook {Residence.Verb} PROCESS`, with the id of the client for which it answers hooks.");
            }

            if (Residence.Find(Environment.GetEnvironmentVariable, paths) is { } residence)
            {
                OwnFiles.CreateFolder(paths.State);
                ResidentServer.Run(residence, process);
            }

            return 0;
        }
        catch (UserError e)
        {
            Standard.Say(Standard.Error, Encoding.UTF8.GetBytes($"error: {e.Message}\n"));
            return (int)e.Code;
        }
    }
}
