namespace Bursar.Attribution;

/// <summary>Whose work a response counts as.</summary>
public enum ActionView
{
    /// <summary>As the client stamps it: what a skill sets going, subagents included, is the skill's.</summary>
    Stamped,

    /// <summary>A skill has what it does itself, a subagent what it does itself.</summary>
    Own,
}

public enum ActionType
{
    Manual,
    Skill,
    Agent,
    Scheduled,
}

/// <summary>The rules by which every response belongs to one action. Texts go by any id; the rules only tell them from none.</summary>
public static class ActionRule
{
    /// <summary>The skill of a response: by its stamp, or by evidence where it has none; in the own view by evidence alone.</summary>
    public static long? Skill(ActionView view, long? stamp, long? own) => view == ActionView.Stamped ? stamp ?? own : own;

    /// <param name="view">Which of the two accounts.</param>
    /// <param name="stamp">The client's stamp of a skill.</param>
    /// <param name="own">The skill at work in the response's own thread.</param>
    /// <param name="agent">The subagent's type; null in the main thread.</param>
    /// <param name="kind">How the turn began.</param>
    /// <param name="label">What an automatic prompt goes by.</param>
    public static (ActionType Type, long? Name) Of(ActionView view, long? stamp, long? own, long? agent, TurnKind kind, long? label) =>
        Skill(view, stamp, own) is { } skill ? (ActionType.Skill, skill)
        : agent is not null ? (ActionType.Agent, agent)
        : kind == TurnKind.Scheduled ? (ActionType.Scheduled, label)
        : (ActionType.Manual, null);
}
