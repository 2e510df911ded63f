using Bursar.Bench.Books;

namespace Bursar.Bench.Corpus;

internal enum ToolKind
{
    Plain,
    Skill,
    Mcp,
    Agent,
}

/// <summary>One tool call a response asks for. <paramref name="Detail"/> is the skill, the MCP server or the agent type.</summary>
internal sealed record ToolCall(string Id, string Name, ToolKind Kind, string Detail, string McpTool)
{
    public static ToolCall Roll(Dice dice, bool mayStartAgents)
    {
        double roll = dice.Unit();
        string id = Names.ToolUse(dice);
        if (roll < 0.074 && mayStartAgents)
        {
            return new ToolCall(id, "Agent", ToolKind.Agent, dice.PickEarly(World.AgentTypes), "");
        }

        if (roll is > 0.09 and < 0.105)
        {
            return new ToolCall(id, "Skill", ToolKind.Skill, dice.PickEarly(World.Skills), "");
        }

        if (roll is > 0.11 and < 0.17)
        {
            (string server, string tool) = dice.PickEarly(World.McpTools);
            return new ToolCall(id, $"mcp__{server}__{tool}", ToolKind.Mcp, server, tool);
        }

        return new ToolCall(id, dice.Pick(World.Tools), ToolKind.Plain, "", "");
    }
}

/// <summary>How a subagent ended: when, and the usage of its last request, which the parent's tool result repeats.</summary>
internal sealed record AgentOutcome(string AgentId, long Ended, Usage LastUsage);
