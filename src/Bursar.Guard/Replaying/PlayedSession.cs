using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Guard.Replaying;

/// <summary>A session while it is played.</summary>
/// <param name="began">When the guard first saw it, in microseconds of UTC; null if it never did.</param>
internal sealed class PlayedSession(string id, string? project, AuthMode authMode, long? began)
{
    private readonly Spent _spent = new();
    private readonly Spent _saved = new();
    private long? _began = began;
    private long _savedResponses;
    private ReplayBreach? _stoppedBy;

    public string Id { get; } = id;

    public AuthMode AuthMode { get; } = authMode;

    /// <summary>Responses so far, made or not.</summary>
    public long Count { get; set; }

    /// <summary>How long it had run when its last response was made.</summary>
    public long Seconds { get; private set; }

    /// <summary>What keeps the response that is being played from being made.</summary>
    public ReplayBreach? StopsNow { get; set; }

    public ReplayedSession Result => new(Id, project, AuthMode, _spent, _saved, Count, _savedResponses, _stoppedBy);

    public void Add(SpendingResponse response)
    {
        (StopsNow is null ? _spent : _saved).Add(response.Spent);
        _savedResponses += StopsNow is not null && response.IsResponse ? 1 : 0;
        _stoppedBy ??= StopsNow;
    }

    /// <summary>The clock goes on to a response that was made.</summary>
    public void Pass(long? at)
    {
        if (at is { } time)
        {
            _began = Math.Min(_began ?? time, time);
            Seconds = (time - _began.Value) / Timestamp.PerSecond;
        }
    }
}
