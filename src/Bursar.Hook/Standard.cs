#pragma warning disable RS0030 // A hook speaks through the console: one event in, one decision out.
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bursar.Hook;

/// <summary>
/// The three streams as they are. The runtime's console would set up a terminal, signals and a thread first, which is a
/// tenth of a hook's time.
/// </summary>
internal static partial class Standard
{
    public const int Output = 1;
    public const int Error = 2;

    private const int Input = 0;
    private const int UsualLength = 16 * 1024;

    /// <summary>Everything on standard input; null when it did not end in time. Windows cannot wait so, and waits until its end.</summary>
    public static ReadOnlyMemory<byte>? ReadInput(TimeSpan patience)
    {
        var began = Stopwatch.GetTimestamp();
        var text = new byte[UsualLength];
        var length = 0;
        using var console = OperatingSystem.IsWindows() ? Console.OpenStandardInput() : null;
        while (true)
        {
            if (console is null && !(patience - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } left && Polling.IsReady(Input, left)))
            {
                return null;
            }

            var read = console?.Read(text.AsSpan(length)) ?? (int)Read(Input, text.AsSpan(length), text.Length - length);
            if (read <= 0)
            {
                // The end; or no input at all, which is no event and is answered as one.
                return text.AsMemory(0, length);
            }

            length += read;
            if (length == text.Length)
            {
                Array.Resize(ref text, 2 * length);
            }
        }
    }

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

    [LibraryImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(int file, Span<byte> text, nint length);

    [LibraryImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int file, ReadOnlySpan<byte> text, nint length);
}
