using Bursar.Bench.Books;

namespace Bursar.Bench.Check;

/// <summary>All files, oldest first: the last snapshot of a message counts, for the session that had it first.</summary>
internal sealed class PlainReading
{
    private readonly Dictionary<string, Response> _byMessage = new(StringComparer.Ordinal);
    private readonly Tally _tally = new();

    public void Add(PlainTranscript transcript)
    {
        _tally.AddFile(transcript.Bytes, transcript.Lines, transcript.AssistantLines);
        foreach ((string id, Response snapshot) in transcript.Snapshots)
        {
            string owner = _byMessage.TryGetValue(id, out Response? before) ? before.SessionId : snapshot.SessionId;
            _byMessage[id] = snapshot with { SessionId = owner };
        }
    }

    public Tally ToTally()
    {
        foreach (Response response in _byMessage.Values)
        {
            _tally.Add(response);
        }

        return _tally;
    }
}
