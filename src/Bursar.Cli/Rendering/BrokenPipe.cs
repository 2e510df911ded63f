namespace Bursar.Cli.Rendering;

/// <summary>Recognises that whoever read our output has gone.</summary>
internal static class BrokenPipe
{
    private const int Epipe = 32;
    private const int WindowsNoData = unchecked((int)0x800700E8);
    private const int WindowsBroken = unchecked((int)0x8007006D);

    public static bool Is(IOException error) => error.HResult is Epipe or WindowsNoData or WindowsBroken;
}
