using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>How a session pays, and what that was concluded from: one short phrase, never a secret.</summary>
public sealed record AuthFinding(AuthMode Mode, string Evidence);
