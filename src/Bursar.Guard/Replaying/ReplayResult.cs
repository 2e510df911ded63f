using Bursar.Policy;

namespace Bursar.Guard.Replaying;

/// <summary>A limit that was reached when history was played through a policy.</summary>
/// <param name="Session">The session whose response reached it.</param>
/// <param name="At">Microseconds of UTC of that response; null when it has no time.</param>
/// <param name="Response">Which response of the session that was, from 1; 0 when the limit was reached before its first.</param>
/// <param name="Status">The limit as it then stood: stopping, advisory, or judged at the end.</param>
public sealed record ReplayBreach(string Session, long? At, long Response, LimitStatus Status);

/// <summary>What became of one session.</summary>
/// <param name="Spent">What would have been made.</param>
/// <param name="Saved">What would not have been made; together they are what the session used.</param>
/// <param name="StoppedBy">The first limit that would have stopped something of it; null if none. Another session may have reached it.</param>
public sealed record ReplayedSession(string Session, string? Project, AuthMode AuthMode, Spent Spent, Spent Saved, long Responses, long SavedResponses, ReplayBreach? StoppedBy);

/// <summary>History played through a policy.</summary>
public sealed record ReplayResult(IReadOnlyList<ReplayedSession> Sessions, IReadOnlyList<ReplayBreach> Breaches);
