using System.Globalization;
using Bursar.Cli.Tests.Corpus;

namespace Bursar.Cli.Tests.Dashboards;

/// <summary>Weeks of made-up work whose cost is known: many projects, models, skills and subagents, the names as given.</summary>
internal sealed class Spending
{
    /// <summary>The beginning of a day, so that none of it is still to come.</summary>
    private readonly DateTimeOffset _today = new(Today.Now.UtcDateTime.Date, TimeSpan.Zero);

    private readonly List<(DateOnly Day, string Project, string Model, decimal Cost)> _responses = [];

    /// <param name="sandbox">Where it is written.</param>
    /// <param name="seed">The same work for the same number.</param>
    /// <param name="projects">What the folders are called.</param>
    /// <param name="skills">What the skills are called.</param>
    public Spending(Sandbox sandbox, int seed, IReadOnlyList<string> projects, IReadOnlyList<string> skills)
    {
        var random = new Random(seed);
        for (var session = 0; session < 40; session++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{session:x8}-0009-4000-8000-00000000000d");
            var project = projects[random.Next(projects.Count)];
            var lines = Enumerable.Range(0, random.Next(1, 8)).Select(i => Line(random, id, i, project, skills)).ToList();
            var folder = Directory.CreateDirectory(Path.Combine(sandbox.Claude, "projects", $"-p{session % 7}")).FullName;
            File.WriteAllLines(Path.Combine(folder, id + ".jsonl"), lines);
        }
    }

    /// <summary>The exact cost of a range of days, both included, of those that pass.</summary>
    public decimal Cost(DateOnly from, DateOnly until, string? project = null, string? model = null) =>
        _responses.Where(one => one.Day >= from && one.Day <= until && (project is null || one.Project == project) && (model is null || one.Model == model)).Sum(one => one.Cost);

    private string Line(Random random, string session, int number, string project, IReadOnlyList<string> skills)
    {
        var at = _today.AddDays(-random.Next(70)).AddMilliseconds(number);
        var price = random.Next(2) == 0 ? ListPrice.Opus : ListPrice.Haiku;
        var tokens = new Tokens(random.Next(2_000), random.Next(20_000), random.Next(9_000), random.Next(9_000), random.Next(200_000));
        _responses.Add((DateOnly.FromDateTime(at.UtcDateTime), project, price.Model, price.Of(tokens)));
        var line = TranscriptLine.Of($"msg_{session}_{number}", at, tokens, price, session, "end_turn")
            .Replace("\"cwd\":\"/home/ada/grove\"", $"\"cwd\":{System.Text.Json.JsonSerializer.Serialize(project)}", StringComparison.Ordinal);
        return random.Next(3) == 0 ? line.Replace("\"type\":\"assistant\",\"uuid\"", $"\"attributionSkill\":{System.Text.Json.JsonSerializer.Serialize(skills[random.Next(skills.Count)])},\"type\":\"assistant\",\"uuid\"", StringComparison.Ordinal) : line;
    }
}
