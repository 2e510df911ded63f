namespace Bursar.Guard.Human;

/// <summary>Commands that loosen a limit are a human's: inside a Claude Code session they are refused.</summary>
public static class HumanOnly
{
    public static void Require(Func<string, string?> environment, string what)
    {
        if (InsideClaude.Evidence(environment) is { } evidence)
        {
            throw UserError.BadInput($"{what} is refused inside a Claude Code session ({evidence}): an agent must not loosen its own limits.", "Run it in a terminal of your own.");
        }
    }
}
