namespace Bursar.Guard.Tests.Protecting;

/// <summary>A normal day goes on undisturbed, and what guards the session stays as it is.</summary>
public sealed class CommandTests
{
    public static TheoryData<string> Free => [.. FreeCommands.All.Distinct()];

    public static TheoryData<string> Refused => [.. RefusedCommands.All.Distinct()];

    [Theory]
    [MemberData(nameof(Free))]
    public void A_command_of_a_normal_day_is_free(string command)
    {
        using var world = new GuardedWorld(hasProjectFiles: false);

        Assert.Null(world.Bash(command));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void An_attempt_on_the_guard_is_refused(string command)
    {
        using var world = new GuardedWorld();

        Assert.Contains("a human can", world.Bash(command), StringComparison.Ordinal);
    }
}
