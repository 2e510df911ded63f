namespace Bursar.Cli.Mcp;

/// <summary>Where the client keeps a session's transcript, found by its name alone.</summary>
internal static class SessionTranscript
{
    public static string? Find(IEnumerable<string> roots, string session) => session.AsSpan().IndexOfAny('/', '\\') >= 0 ? null : roots
        .Select(root => Path.Combine(root, "projects")).Where(Directory.Exists)
        .SelectMany(Directory.EnumerateDirectories)
        .Select(folder => Path.Combine(folder, session + ".jsonl"))
        .FirstOrDefault(File.Exists);
}
