using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>Every transcript is found once, whichever way leads to it.</summary>
public sealed class CatalogTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private IReadOnlyList<UnreadablePath> _unreadable = [];

    public void Dispose() => _folder.Dispose();

    private string[] Found(params string[] roots)
    {
        var catalog = TranscriptCatalog.Find(roots.Select(root => _folder[root]));
        _unreadable = catalog.Unreadable;
        return [.. catalog.Found.Select(found => Path.GetRelativePath(_folder.Path, found.Path)).Order(StringComparer.Ordinal)];
    }

    private void Link(string link, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[link])!);
        File.CreateSymbolicLink(_folder[link], _folder[target]);
    }

    [Fact]
    public void Sessions_subagents_and_workflows_are_found_and_other_files_are_not()
    {
        foreach (var name in (string[])["s.jsonl", "s/subagents/agent-a.jsonl", "s/subagents/agent-a.meta.json", "s/subagents/workflows/wf_1/agent-b.jsonl", "notes.txt", "s/tool-results/x.txt"])
        {
            _folder.Write("a/projects/p/" + name, []);
        }

        Assert.Equal(["a/projects/p/s.jsonl", "a/projects/p/s/subagents/agent-a.jsonl", "a/projects/p/s/subagents/workflows/wf_1/agent-b.jsonl"], Found("a", "missing"));
        Assert.Empty(_unreadable);
    }

    [Fact]
    public void A_root_named_twice_is_read_once()
    {
        _folder.Write("a/projects/p/s.jsonl", []);

        Assert.Single(Found("a", "a", "a/../a"));
    }

    [Fact]
    public void A_root_that_links_to_another_is_read_once()
    {
        _folder.Write("a/projects/p/s.jsonl", []);
        Link("b", "a");

        Assert.Single(Found("a", "b"));
        Assert.Single(Found("b", "a"));
        Assert.Single(Found("b"));
    }

    [Fact]
    public void A_project_linked_from_another_root_is_read_once()
    {
        _folder.Write("a/projects/p/s.jsonl", []);
        _folder.Write("a/projects/p/s/subagents/agent-a.jsonl", []);
        Link("b/projects/p", "a/projects/p");

        Assert.Equal(2, Found("a", "b").Length);
        Assert.Equal(2, Found("b", "a").Length);
        Assert.Equal(2, Found("b").Length);
    }

    [Fact]
    public void A_transcript_linked_from_another_root_is_read_once()
    {
        _folder.Write("a/projects/p/s.jsonl", []);
        Link("b/projects/p/s.jsonl", "a/projects/p/s.jsonl");

        Assert.Single(Found("b"));
        Assert.Single(Found("a", "b"));
        Assert.Single(Found("b", "a"));
    }

    [Theory]
    [InlineData("old")]
    [InlineData("zz")]
    public void A_project_linked_to_its_neighbour_is_read_once_and_not_lost(string link)
    {
        _folder.Write("a/projects/p/s.jsonl", []);
        Link("a/projects/" + link, "a/projects/p");

        Assert.Single(Found("a"));
    }

    [Fact]
    public void Links_in_a_circle_and_into_nothing_end()
    {
        _folder.Write("a/projects/p/s.jsonl", []);
        Link("a/projects/p/loop", "a/projects");
        Link("a/projects/p/self", "a/projects/p/self");
        Link("a/projects/p/gone.jsonl", "nowhere.jsonl");

        Assert.Contains("a/projects/p/s.jsonl", Found("a"));
    }

    [Fact]
    public void A_folder_that_is_named_like_a_transcript_is_a_folder()
    {
        _folder.Write("a/projects/p/odd.jsonl/agent-x.jsonl", []);

        Assert.Equal(["a/projects/p/odd.jsonl/agent-x.jsonl"], Found("a"));
    }

    [Fact]
    public void A_session_is_found_with_its_subagents_and_without_its_neighbours()
    {
        _folder.Write("a/projects/p/s.jsonl", []);
        _folder.Write("a/projects/p/s/subagents/agent-a.jsonl", []);
        _folder.Write("a/projects/p/t.jsonl", []);

        Assert.Equal(["agent-a.jsonl", "s.jsonl"], TranscriptCatalog.FindSession(_folder["a/projects/p/s.jsonl"]).Found.Select(found => Path.GetFileName(found.Path)).Order(StringComparer.Ordinal));
    }
}
