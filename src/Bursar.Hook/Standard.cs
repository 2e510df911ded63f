#pragma warning disable RS0030 // A hook speaks through the console: one event in, one decision out.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bursar.Hook;

/// <summary>
/// The three streams as they are. The runtime's console would set up a terminal, signals and a thread first, which is a
/// tenth of a hook's time.
/// </summary>
internal static partial class Standard
{
    public const int Output = 1;
    public const int Error = 2;

    public static Stream OpenInput() => OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    /// <summary>Writes to whoever still listens: a client that has gone must not be given a crash.</summary>
    /// <returns>Whether all of it was taken.</returns>
    public static bool Say(int stream, ReadOnlySpan<byte> text)
    {
        if (OperatingSystem.IsWindows())
        {
            using var console = stream == Output ? Console.OpenStandardOutput() : Console.OpenStandardError();
            console.Write(text);
            return true;
        }

        while (!text.IsEmpty && Write(stream, text, text.Length) is > 0 and var written)
        {
            text = text[(int)written..];
        }

        return text.IsEmpty;
    }

    [LibraryImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int file, ReadOnlySpan<byte> text, nint length);
}
