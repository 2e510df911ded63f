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
        OwnFiles.CreateFolder(paths.Sessions);
        var text = new ArrayBufferWriter<byte>(UsualLength);
        using (var json = new Utf8JsonWriter(text, Options))
        {
            state.Write(json);
        }

        OwnFiles.ReplaceItself(PathOf(paths, state.Guarded.Session), text.WrittenSpan, OwnFiles.OwnerFile, isFlushed: false);
    }

    /// <summary>A session id is a UUID; one that would name another folder is not taken at its word.</summary>
    public static string PathOf(BursarPaths paths, string session) =>
        Path.Combine(paths.Sessions, string.Concat(session.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')) + ".json");
}
