using Bursar.Policy;

namespace Bursar.Tests.Policy;

public sealed class ScopeTests
{
    private static bool Model(string pattern, string? value) => new Scope(Model: pattern).Matches(new Context(null, null, value, null, null));

    private static bool Project(string pattern, string? path) => new Scope(Project: pattern).Matches(new Context(path, null, null, null, null));

    [Theory]
    [InlineData("claude-opus-4-8", "claude-opus-4-8", true)]
    [InlineData("claude-opus-4-8", "claude-opus-4-80", false)]
    [InlineData("claude-opus", "claude-opus-4-8", false)]
    [InlineData("Claude-Opus-4-8", "claude-opus-4-8", false)]
    [InlineData("claude-opus-*", "claude-opus-4-8", true)]
    [InlineData("claude-opus-*", "claude-opus-", true)]
    [InlineData("*opus*", "us.anthropic.claude-opus-5-5", true)]
    [InlineData("*-4-*8", "claude-opus-4-88", true)]
    [InlineData("*ab", "aab", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-b-b-d", false)]
    [InlineData("*", "", true)]
    [InlineData("**", "anything", true)]
    [InlineData("a?c", "abc", false)]
    [InlineData("[ab]", "a", false)]
    public void A_value_matches_whole_and_a_star_stands_for_any_text(string pattern, string value, bool matches) => Assert.Equal(matches, Model(pattern, value));

    [Fact]
    public void What_has_no_value_matches_no_pattern_but_every_response_has_a_model()
    {
        Assert.False(Scope.Everything with { Skill = "*" } is var skill && skill.Matches(default));
        Assert.False(Model("claude-*", null));
        Assert.True(Model("*", null));
    }

    [Theory]
    [InlineData("/home/ada/orchard", "/home/ada/orchard", true)]
    [InlineData("/home/ada/orchard/", "/home/ada/orchard", true)]
    [InlineData("/home/ada", "/home/ada/orchard", true)]
    [InlineData("/home/ada/orch", "/home/ada/orchard", false)]
    [InlineData("orchard", "/home/ada/orchard", true)]
    [InlineData("orch*", "/home/ada/orchard", true)]
    [InlineData("ada", "/home/ada/orchard", false)]
    [InlineData("*/orchard", "/home/ada/orchard", true)]
    [InlineData("/home/*", "/home/ada/orchard", true)]
    [InlineData("/home/*/orchard", "/home/ada/orchard/deep/er", true)]
    [InlineData("orchard", "/home/ada/orchard/deep", false)]
    [InlineData("orchard/", "/home/ada/orchard", true)]
    [InlineData("/", "/home/ada/orchard", true)]
    [InlineData("C:\\Users\\ada", "C:\\Users\\ada\\acme\\site", true)]
    [InlineData("C:\\Users\\ada", "C:\\Users\\adam\\site", false)]
    [InlineData("orchard", null, false)]
    public void A_project_goes_by_its_path_a_folder_above_it_or_its_own_name(string pattern, string? path, bool matches) => Assert.Equal(matches, Project(pattern, path));

    [Fact]
    public void Every_part_that_is_given_must_match()
    {
        var scope = new Scope("orchard", "main", "claude-*", "commit", "scout");
        var all = new Context("/p/orchard", "main", "claude-opus-4-8", "commit", "scout");

        Assert.True(scope.Matches(all));
        Assert.All([all with { Project = "/p/x" }, all with { Branch = null }, all with { Model = "gpt" }, all with { Skill = "other" }, all with { Agent = null }], context => Assert.False(scope.Matches(context)));
        Assert.True(Scope.Everything.Matches(default));
        Assert.Equal("project orchard, branch main, model claude-*, skill commit, agent scout", scope.Describe());
    }

    // A pattern of stars against a long text takes exponential time in a naive matcher.
    [Fact]
    public void Many_stars_against_a_long_text_end_at_once() => Assert.False(Model(string.Concat(Enumerable.Repeat("*a", 40)), new string('a', 39) + new string('b', 20_000)));
}
