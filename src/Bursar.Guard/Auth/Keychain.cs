using System.Diagnostics;

namespace Bursar.Guard;

/// <summary>Whether the client's login is in the keychain of macOS. Asks for the entry, never for its secret.</summary>
internal static class Keychain
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static bool HoldsLogin()
    {
        if (!OperatingSystem.IsMacOS())
        {
            return false;
        }

        var start = new ProcessStartInfo("/usr/bin/security", ["find-generic-password", "-s", "Claude Code-credentials"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start);
            return process is not null && process.WaitForExit(Patience) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // A Mac without its own tool: nothing is known of the keychain.
            return false;
        }
    }
}
