namespace Bursar.Ledger.Reports;

/// <summary>What a report can be grouped by.</summary>
public enum Dimension
{
    Hour,
    Day,
    Week,
    Month,
    Project,
    Session,
    Model,
    Agent,
    Skill,
    Plugin,
    Mcp,
    Branch,
    Action,
    Tool,
}

public static class Dimensions
{
    /// <summary>The names a user writes, in the order they are listed.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<Dimension>().Select(name => name.ToLowerInvariant())];

    public static string Name(this Dimension dimension) => Names[(int)dimension];

    public static Dimension? Parse(string text)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], text.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return (Dimension)i;
            }
        }

        return null;
    }

    public static bool IsTime(this Dimension dimension) => dimension <= Dimension.Month;
}
