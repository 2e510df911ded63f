namespace Bursar.Cli.Tests.Output;

public sealed class ReportOutputTests(Fixture fixture) : IClassFixture<Fixture>
{
    [Theory]
    [InlineData("daily", "daily")]
    [InlineData("daily-breakdown", "daily --breakdown")]
    [InlineData("daily-compact", "daily --compact")]
    [InlineData("daily-desc", "daily --order desc")]
    [InlineData("daily-csv", "daily --csv")]
    [InlineData("daily-markdown", "daily --markdown")]
    [InlineData("daily-markdown-breakdown", "daily --markdown --breakdown")]
    [InlineData("daily-json", "daily --json")]
    [InlineData("weekly", "weekly")]
    [InlineData("weekly-from-monday", "weekly --start-of-week monday")]
    [InlineData("weekly-json", "weekly --json --order desc")]
    [InlineData("monthly", "monthly")]
    [InlineData("monthly-json", "monthly --json")]
    [InlineData("session", "session")]
    [InlineData("session-desc-compact", "session --order desc --compact")]
    [InlineData("session-json", "session --json")]
    [InlineData("blocks", "blocks")]
    [InlineData("blocks-desc", "blocks --order desc --compact")]
    [InlineData("blocks-csv", "blocks --csv")]
    [InlineData("blocks-json", "blocks --json")]
    public Task A_report_prints_what_was_agreed(string snapshot, string command) => fixture.CheckAsync(snapshot, command);

    [Theory]
    [InlineData("by-hour", "report --by hour")]
    [InlineData("by-day-model", "report --by day,model")]
    [InlineData("by-project-agent-skill", "report --by project,agent,skill")]
    [InlineData("by-model-breakdown", "report --by model --breakdown")]
    [InlineData("by-agent-breakdown", "report --by agent --breakdown")]
    [InlineData("by-skill-plugin-mcp", "report --by skill,plugin,mcp")]
    [InlineData("by-branch-asc", "report --by branch --order asc")]
    [InlineData("by-branch-csv", "report --by branch,project --csv")]
    [InlineData("by-project-markdown", "report --by project --markdown")]
    [InlineData("by-session-agent-json", "report --by session,agent --json")]
    public Task A_report_by_any_dimensions_prints_what_was_agreed(string snapshot, string command) => fixture.CheckAsync(snapshot, command);

    [Theory]
    [InlineData("since-until", "daily --since 20261101 --until 2026-11-08")]
    [InlineData("one-project", "daily --project orchard")]
    [InlineData("one-model", "daily --model sonnet")]
    [InlineData("one-session", "daily --session a1f0c3d2")]
    [InlineData("nothing-matches", "daily --project nowhere")]
    [InlineData("nothing-matches-json", "daily --project nowhere --json")]
    [InlineData("in-kathmandu", "daily --timezone Asia/Kathmandu")]
    [InlineData("hours-in-los-angeles", "report --by hour --timezone America/Los_Angeles")]
    [InlineData("blocks-in-berlin-since", "blocks --timezone Europe/Berlin --since 2026-11-02")]
    public Task Filters_and_time_zones_print_what_was_agreed(string snapshot, string command) => fixture.CheckAsync(snapshot, command);

    [Theory]
    [InlineData("usage", "usage --session a1f0c3d2-0001-4000-8000-00000000000a")]
    [InlineData("usage-by-beginning", "usage --session b2")]
    [InlineData("usage-json", "usage --session a1f0c3d2-0001-4000-8000-00000000000a --json")]
    [InlineData("usage-unpriced-json", "usage --session b2e1 --json")]
    [InlineData("ingest-again", "ingest")]
    [InlineData("ingest-json", "ingest --json")]
    [InlineData("doctor", "doctor")]
    [InlineData("doctor-json", "doctor --json")]
    public Task Usage_ingest_and_doctor_print_what_was_agreed(string snapshot, string command) => fixture.CheckAsync(snapshot, command);
}
