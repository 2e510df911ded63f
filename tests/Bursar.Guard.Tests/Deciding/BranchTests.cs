namespace Bursar.Guard.Tests.Deciding;

/// <summary>A budget of a branch holds from a session's first prompt on, before any response tells the branch.</summary>
public sealed class BranchTests
{
    private const string Policy = """{"budgets":[{"name":"main","period":"day","scope":{"branch":"main"},"maxTurns":0}]}""";

    [Theory]
    [InlineData("ref: refs/heads/main\n", true)]
    [InlineData("ref: refs/heads/feature/main\n", false)]
    [InlineData("0123456789012345678901234567890123456789\n", false)]
    [InlineData("", false)]
    public void By_the_folders_repository(string head, bool stops)
    {
        using var home = new GuardedHome(Policy);
        Write(home["work/.git/HEAD"], head);
        Directory.CreateDirectory(home["work/src/deep"]);

        Assert.Equal(stops, IsBlocked(home, home.Project));
        Assert.Equal(stops, IsBlocked(home, home["work/src/deep"]));
    }

    [Fact]
    public void By_the_worktrees_own_head()
    {
        using var home = new GuardedHome(Policy);
        Write(home["repo/.git/HEAD"], "ref: refs/heads/other\n");
        Write(home["repo/.git/worktrees/w/HEAD"], "ref: refs/heads/main\n");
        Write(home["work/.git"], "gitdir: ../repo/.git/worktrees/w\n");

        Assert.True(IsBlocked(home, home.Project));
        Assert.False(IsBlocked(home, home["repo"]));
    }

    [Theory]
    [InlineData("gitdir: \n")]
    [InlineData("gitdir: /a\0b\n")]
    [InlineData("something else")]
    public void A_repository_that_nobody_understands_has_no_branch(string link)
    {
        using var home = new GuardedHome(Policy);
        Write(home["work/.git"], link);

        Assert.False(IsBlocked(home, home.Project));
    }

    [Theory]
    [InlineData("work/.git")]
    [InlineData("work/.git/HEAD")]
    public async Task A_link_to_a_pipe_holds_nobody_up(string place)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mkfifo");
        using var home = new GuardedHome(Policy);
        Directory.CreateDirectory(Path.GetDirectoryName(home[place])!);
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", home["pipe"]))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        File.CreateSymbolicLink(home[place], home["pipe"]);
        var answer = Task.Run(() => IsBlocked(home, home.Project), TestContext.Current.CancellationToken);

        Assert.False(await answer.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_the_last_response_says_goes_before_it()
    {
        using var home = new GuardedHome("""{"budgets":[{"name":"main","period":"day","scope":{"branch":"main"},"maxTurns":1}]}""");
        Write(home["work/.git/HEAD"], "ref: refs/heads/other\n");
        home.Responds();

        Assert.True(IsBlocked(home, home.Project));
    }

    private static bool IsBlocked(GuardedHome home, string cwd) => (string?)home.Ask("UserPromptSubmit", json => json["cwd"] = cwd)?["decision"] == "block";

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
