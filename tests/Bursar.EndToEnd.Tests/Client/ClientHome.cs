namespace Bursar.EndToEnd.Tests.Client;

/// <summary>A temporary home and project folder for the real client, deleted at the end.</summary>
public sealed class ClientHome : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("bursar-e2e-").FullName;

    public ClientHome()
    {
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(Project);
        Directory.CreateDirectory(BursarHome);
    }

    public string Home => Path.Combine(_root, "home");
    public string Project => Path.Combine(_root, "project");
    public string BursarHome => Path.Combine(_root, "bursar");

    /// <summary>What CLAUDE_CONFIG_DIR would name.</summary>
    public string ConfigRoot => Path.Combine(Home, ".claude");

    public string Transcripts => Path.Combine(ConfigRoot, "projects");

    /// <summary>The main transcript of a session.</summary>
    public string Transcript(string sessionId) =>
        Directory.EnumerateFiles(Transcripts, $"{sessionId}.jsonl", SearchOption.AllDirectories).SingleOrDefault()
        ?? throw new FileNotFoundException($"The client wrote no transcript for {sessionId}. It wrote:\n{string.Join('\n', Files())}");

    /// <summary>The transcripts of a session's subagents, nested ones included.</summary>
    public IReadOnlyList<string> SubagentTranscripts(string sessionId)
    {
        var folder = Path.Combine(Path.ChangeExtension(Transcript(sessionId), null), "subagents");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "agent-*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Every file the client wrote under its projects folder.</summary>
    public IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(Transcripts, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Ends when some transcript names the message; fails after ten seconds.</summary>
    public async Task WrittenAsync(string messageId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!Directory.Exists(Transcripts) || !Files().Any(f => TranscriptLines.Names(f, messageId)))
        {
            await tick.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Writes a file of the project, such as a skill or a subagent definition.</summary>
    public string WriteProjectFile(string relativePath, string text)
    {
        var path = Path.Combine(Project, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Takes a session's main transcript out of the client's folders; disposing brings it back.</summary>
    public IDisposable Hide(string sessionId) => new HiddenFile(Transcript(sessionId), Path.Combine(_root, $"{sessionId}.hidden"));

    public void Dispose()
    {
        AwaitResident();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>The program that answered the client's hooks ends after the client, and puts its files away.</summary>
    private void AwaitResident()
    {
        var path = Path.Combine(BursarHome, "resident.lock");
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        while (File.Exists(path) && System.Diagnostics.Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10))
        {
            try
            {
                // Held as long as it runs.
                using var free = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException)
            {
                Thread.Yield();
            }
        }
    }

    private sealed class HiddenFile : IDisposable
    {
        private readonly string _place;
        private readonly string _hidden;

        public HiddenFile(string place, string hidden)
        {
            (_place, _hidden) = (place, hidden);
            File.Move(_place, _hidden);
        }

        public void Dispose()
        {
            if (File.Exists(_hidden))
            {
                File.Move(_hidden, _place);
            }
        }
    }
}
