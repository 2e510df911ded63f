using Microsoft.Win32.SafeHandles;

namespace Bursar.Hook;

/// <summary>
/// The three streams as they are. The runtime's console would set up a terminal, signals and a thread first, which is a
/// tenth of a hook's time.
/// </summary>
internal static class Standard
{
    public static FileStream Input { get; } = Open(0, FileAccess.Read);

    public static FileStream Output { get; } = Open(1, FileAccess.Write);

    public static FileStream Error { get; } = Open(2, FileAccess.Write);

    private static FileStream Open(int number, FileAccess access) => new(new SafeFileHandle(number, ownsHandle: false), access, bufferSize: 0);
}
