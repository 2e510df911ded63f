using Bursar.Transcripts;

namespace Bursar.Ledger.Reports;

/// <summary>Finds the names a user means: those that match whole if there are any, else those that contain the text.</summary>
internal static class NameFilter
{
    public static IReadOnlyList<long> Find(IEnumerable<(long Id, string Name)> names, string wanted, Func<string, string, bool> isWhole)
    {
        var all = names.ToList();
        var whole = all.Where(entry => isWhole(entry.Name, wanted)).ToList();
        return [.. (whole.Count > 0 ? whole : all.Where(entry => entry.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase))).Select(entry => entry.Id)];
    }

    public static bool MatchesWhole(string name, string wanted) => string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase);

    /// <summary>A project goes by its path, by its last folder, or by the name of the client's folder for it.</summary>
    public static bool MatchesProject(string path, string wanted) =>
        string.Equals(path, wanted.TrimEnd('/', '\\'), StringComparison.Ordinal)
        || string.Equals(path[(path.LastIndexOfAny(['/', '\\']) + 1)..], wanted, StringComparison.Ordinal)
        || string.Equals(ProjectFolder.Encode(path), wanted, StringComparison.Ordinal);
}
