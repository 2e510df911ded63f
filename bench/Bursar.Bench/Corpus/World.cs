namespace Bursar.Bench.Corpus;

internal sealed record Project(string Cwd, string[] Branches);

/// <summary>What there is to work on and with.</summary>
internal static class World
{
    private static readonly string[] Branches = ["main", "feat/import", "fix/rounding", "chore/deps", "release/2.4", "spike"];

    public static readonly Project[] Projects =
    [
        .. "ledgerline api.gateway web_shop docs-site ml-notebooks infra/terraform mobile billing-core playground x.y/z legacy_port dotfiles"
            .Split(' ').Select((name, i) => new Project($"/home/dev/work/{name}", Branches[..(1 + i % Branches.Length)])),
    ];

    /// <summary>Model and the day it could first be asked: a corpus must not use a model before it existed.</summary>
    public static readonly (string Id, string Since)[] Models =
    [
        ("claude-opus-5-5", "2026-09-22"),
        ("claude-sonnet-5-5", "2026-09-28"),
        ("claude-opus-5", "2026-07-24"),
        ("claude-opus-4-8", "2026-05-28"),
        ("claude-sonnet-5", "2026-06-30"),
        ("claude-haiku-5-5", "2026-10-07"),
        ("claude-sonnet-4-6", "2026-02-17"),
        ("claude-sonnet-4-5-20250929", "2025-09-29"),
        ("claude-haiku-4-5-20251001", "2025-10-01"),
        ("claude-opus-4-5-20251101", "2025-11-01"),
    ];

    public const string UnknownModel = "claude-nova-7-preview";

    public static readonly string[] AgentTypes = ["general-purpose", "Explore", "Plan", "code-reviewer", "test-runner", "db:migrator"];

    public static readonly string[] Skills = ["commit", "review-pr", "release-notes", "pdf", "deploy:preview"];

    public static readonly (string Server, string Tool)[] McpTools =
        [("github", "search_code"), ("github", "get_pull_request"), ("sentry", "list_issues"), ("postgres", "query"), ("browser", "snapshot")];

    public static readonly string[] Tools = ["Bash", "Bash", "Bash", "Read", "Read", "Read", "Edit", "Edit", "Grep", "Write", "Glob"];

    public static string PickModel(Dice dice, long time, bool unknownModels)
    {
        string day = Names.Day(time);
        return unknownModels && dice.Chance(0.06)
            ? UnknownModel
            : dice.PickEarly([.. Models.Where(m => string.CompareOrdinal(m.Since, day) <= 0)]).Id;
    }
}
