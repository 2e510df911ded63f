using Bursar.Attribution;

namespace Bursar.Ledger.Actions;

/// <summary>An action's type and name as one number, so that reports group by it as by any other column.</summary>
internal static class ActionKey
{
    /// <summary>No ledger has so many names.</summary>
    private const int NameBits = 48;

    public static long Of((ActionType Type, long? Name) action) => ((long)action.Type << NameBits) | (action.Name ?? 0);

    public static (ActionType Type, long? Name) Parse(long key) => ((ActionType)(key >> NameBits), (key & ((1L << NameBits) - 1)) is var name and > 0 ? name : null);

    /// <summary><c>skill:tally</c>; a type alone where there is no name.</summary>
    public static string Text(long key, NameTable names) =>
        Parse(key) is { Name: { } name } action ? $"{TypeName(action.Type)}:{names.Name(name)}" : TypeName(Parse(key).Type);

    public static string TypeName(ActionType type) => type switch
    {
        ActionType.Skill => "skill",
        ActionType.Agent => "agent",
        ActionType.Scheduled => "scheduled",
        _ => "manual",
    };
}
