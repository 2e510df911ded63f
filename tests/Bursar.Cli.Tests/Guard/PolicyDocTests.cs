using System.Text;

namespace Bursar.Cli.Tests.Guard;

/// <summary>What docs/policy.md shows is tried as a reader would.</summary>
public sealed class PolicyDocTests : IDisposable
{
    private readonly Sandbox _sandbox = Guarded.Sandbox();

    public void Dispose() => _sandbox.Dispose();

    private static string Text => File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "policy.md"));

    private static List<(string Language, string Content)> Blocks()
    {
        var blocks = new List<(string, string)>();
        var lines = Text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                var content = new StringBuilder();
                var language = lines[i][3..];
                while (lines[++i] != "```")
                {
                    content.Append(lines[i]).Append('\n');
                }

                blocks.Add((language, content.ToString()));
            }
        }

        return blocks;
    }

    [Fact]
    public async Task Every_policy_in_it_is_sound()
    {
        var policies = Blocks().Where(block => block.Language == "json").ToList();
        Assert.True(policies.Count >= 4);
        foreach (var (_, content) in policies)
        {
            (await _sandbox.RunAsync("policy", "check", _sandbox.Write("policy.json", content))).MustSucceed();
        }
    }

    [Fact]
    public async Task Every_command_in_it_prints_what_is_shown()
    {
        var blocks = Blocks();
        var commands = Enumerable.Range(0, blocks.Count).Where(i => blocks[i].Language == "console").ToList();
        Assert.Equal(2, commands.Count);
        foreach (var i in commands)
        {
            await File.WriteAllTextAsync(Path.Combine(_sandbox.Home, "policy.json"), blocks[..i].Last(block => block.Language == "json").Content, TestContext.Current.CancellationToken);
            var lines = blocks[i].Content.TrimEnd('\n').Split('\n', 2);
            Assert.StartsWith("$ bursar ", lines[0], StringComparison.Ordinal);

            var result = await _sandbox.RunAsync(lines[0]["$ bursar ".Length..].Split(' '));

            Assert.Empty(result.Stderr);
            Assert.Equal(lines.ElementAtOrDefault(1) ?? "", result.Stdout.TrimEnd('\n'));
        }
    }

    [Theory]
    [InlineData("maxSpendUSD")]
    [InlineData("maxTokensIn")]
    [InlineData("maxTokensOut")]
    [InlineData("maxTurns")]
    [InlineData("maxToolCalls")]
    [InlineData("maxWallTimeSeconds")]
    [InlineData("limits")]
    [InlineData("budgets")]
    [InlineData("onError")]
    [InlineData("onUnpriced")]
    [InlineData("cacheReads")]
    [InlineData("protect")]
    [InlineData("pricing")]
    [InlineData("$schema")]
    [InlineData("name")]
    [InlineData("period")]
    [InlineData("scope")]
    public void Every_key_has_a_row_of_its_own(string key) => Assert.Contains($"\n| `{key}`", Text, StringComparison.Ordinal);
}
