using Bursar.Guard.Human;
using Bursar.Guard.Processes;

namespace Bursar.Guard.Tests.Human;

public sealed class InsideClaudeTests
{
    [Theory]
    [InlineData("CLAUDECODE")]
    [InlineData("CLAUDE_CODE_SESSION_ID")]
    [InlineData("CLAUDE_CODE_ENTRYPOINT")]
    public void A_variable_of_the_client_gives_a_session_away(string variable)
    {
        Assert.Contains(variable, InsideClaude.Evidence(name => name == variable ? "1" : null), StringComparison.Ordinal);
        var error = Assert.Throws<UserError>(() => HumanOnly.Require(name => name == variable ? "1" : null, "bursar allow"));
        Assert.Contains("bursar allow is refused inside a Claude Code session", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cleaned_environment_does_not_hide_an_ancestor_that_is_the_client()
    {
        using var proc = new TempFolder();
        Process(proc, 40, "bash", parent: 30);
        Process(proc, 30, "odd ) name (", parent: 20);
        Process(proc, 20, "claude", parent: 1);

        Assert.Contains("process 20", InsideClaude.Ancestors(40, id => ProcFolder.Find(proc.Path, id)), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_ancestors_circles_and_missing_entries_are_no_session()
    {
        using var proc = new TempFolder();
        Process(proc, 40, "bash", parent: 30);
        Process(proc, 30, "claude-desktop-helper", parent: 40);
        Process(proc, 50, "bash", parent: 49);

        Assert.Null(InsideClaude.Ancestors(40, id => ProcFolder.Find(proc.Path, id)));
        Assert.Null(InsideClaude.Ancestors(50, id => ProcFolder.Find(proc.Path, id)));
        Assert.Null(InsideClaude.Ancestors(60, id => ProcFolder.Find(proc.Path, id)));
    }

    private static void Process(TempFolder proc, int id, string name, int parent)
    {
        var folder = Directory.CreateDirectory(Path.Combine(proc.Path, $"{id}")).FullName;
        File.WriteAllText(Path.Combine(folder, "stat"), $"{id} ({name}) S {parent} {id} {id} 0 -1");
    }
}
