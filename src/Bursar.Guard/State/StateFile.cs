using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bursar.Guard;

/// <summary>
/// Replaces a session's state file as a whole, so that whoever watches it never reads half of one. It is an output: no figure
/// is taken from it (but see <see cref="LastKnownStops"/>), and nothing waits for the disk.
/// </summary>
internal static class StateFile
{
    private const int UsualLength = 4096;

    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(BursarPaths paths, SessionState state)
    {
        CreateFolder(paths.Sessions);
        var path = PathOf(paths, state.Guarded.Session);
        // The MCP server answers several hooks at once.
        var next = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
        var text = new ArrayBufferWriter<byte>(UsualLength);
        using (var json = new Utf8JsonWriter(text, Options))
        {
            state.Write(json);
        }

        using (var file = new FileStream(next, Mode()))
        {
            file.Write(text.WrittenSpan);
        }

        File.Move(next, path, overwrite: true);
    }

    /// <summary>A session id is a UUID; one that would name another folder is not taken at its word.</summary>
    public static string PathOf(BursarPaths paths, string session) =>
        Path.Combine(paths.Sessions, string.Concat(session.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')) + ".json");

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FileStreamOptions Mode()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
