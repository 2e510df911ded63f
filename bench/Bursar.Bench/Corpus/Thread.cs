namespace Bursar.Bench.Corpus;

/// <summary>What stays the same on every line of one thread: a session's main thread, or one subagent's.</summary>
internal sealed record Thread(string SessionId, Project Project, string Version, string Branch)
{
    public string? AgentId { get; init; }

    public string? AgentType { get; init; }

    public int Depth { get; init; }

    public bool IsMain => AgentId is null;
}

/// <summary>What the client stamps on assistant lines about who caused them.</summary>
internal readonly record struct Stamps(string? Skill, string? McpServer, string? McpTool);
