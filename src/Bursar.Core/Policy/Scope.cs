namespace Bursar.Policy;

/// <summary>What a response belongs to, or what is going on now.</summary>
public readonly record struct Context(string? Project, string? Branch, string? Model, string? Skill, string? Agent);

/// <summary>
/// The part of the usage a budget is about; a field that is not given matches everything. Values match whole, <c>*</c>
/// stands for any text; a project goes by its path, a folder above it, or its last folder's name.
/// </summary>
public sealed record Scope(string? Project = null, string? Branch = null, string? Model = null, string? Skill = null, string? Agent = null)
{
    public static Scope Everything { get; } = new();

    /// <summary>The project by the path that its links lead to; null where that is the same.</summary>
    public string? LinkedProject { get; init; }

    public bool IsEverything => this == Everything;

    public bool Matches(in Context context) =>
        (MatchesProject(Project, context.Project) || (LinkedProject is not null && MatchesProject(LinkedProject, context.Project)))
        && Matches(Branch, context.Branch) && MatchesModel(context.Model) && Matches(Skill, context.Skill) && Matches(Agent, context.Agent);

    /// <summary>Whether something of a session may fall under it: what it works on is known, the skills and subagents to come are not.</summary>
    /// <param name="place">Where the session works; a branch that is not known may be any.</param>
    public bool MayApplyTo(in Context place) => (this with { Branch = place.Branch is null ? null : Branch, Model = null, Skill = null, Agent = null }).Matches(place);

    /// <summary>For people, such as <c>skill release-notes</c>; empty for everything.</summary>
    public string Describe() => string.Join(", ", new[] { ("project", Project), ("branch", Branch), ("model", Model), ("skill", Skill), ("agent", Agent) }
        .Where(part => part.Item2 is not null).Select(part => $"{part.Item1} {part.Item2}"));

    private static bool Matches(string? wanted, string? value) => wanted is null || (value is not null && Glob(wanted, value));

    /// <summary>Which model the next response is of is not always known, but that it is of one.</summary>
    private bool MatchesModel(string? model) => (model is null && Model is "*") || Matches(Model, model);

    private static bool MatchesProject(string? project, string? path)
    {
        if (project is null || path is null)
        {
            return project is null;
        }

        var wanted = project.TrimEnd('/', '\\');
        var name = path.LastIndexOfAny(['/', '\\']) + 1;
        if (Glob(wanted, path) || Glob(wanted, path.AsSpan(name)))
        {
            return true;
        }

        // The folders above it.
        for (var end = name - 1; end > 0; end = path.AsSpan(0, end).LastIndexOfAny('/', '\\'))
        {
            if (Glob(wanted, path.AsSpan(0, end)) && wanted.AsSpan().IndexOfAny('/', '\\') >= 0)
            {
                return true;
            }
        }

        return wanted.Length == 0 && project.Length > 0;
    }

    private static bool Glob(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }
}
