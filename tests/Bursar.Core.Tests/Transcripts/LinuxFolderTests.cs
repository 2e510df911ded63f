using Bursar.Transcripts;

namespace Bursar.Tests.Transcripts;

/// <summary>Linux's own calls say of a folder what .NET says of it.</summary>
public sealed class LinuxFolderTests : IDisposable
{
    private static readonly string[] Names =
        ["s.jsonl", "journal.jsonl", ".jsonl", "a.JSONL", "x.jsonl.bak", "é€😀.jsonl", "with space.jsonl", "new\nline.jsonl", "notes.txt", ".hidden", new string('n', 249) + ".jsonl"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_kinds_sizes_and_times_are_the_same()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "They are Linux's.");
        var random = new Random(20261126);
        for (var round = 0; round < 50; round++)
        {
            var place = _folder[$"r{round}"];
            Directory.CreateDirectory(place);
            // More than one answer of the system holds.
            for (var i = random.Next(600); i > 0; i--)
            {
                Make(random, Path.Combine(place, $"{i}{Names[random.Next(Names.Length - 1)]}"));
            }

            foreach (var name in Names)
            {
                Make(random, Path.Combine(place, name));
            }

            var entries = new List<FolderEntry>();
            Assert.True(LinuxFolder.TryList(place, entries));
            Assert.Equal(Expected(place), entries.OrderBy(entry => entry.Name, StringComparer.Ordinal));
        }
    }

    [Fact]
    public void What_cannot_be_listed_is_left_to_dotnet()
    {
        _folder.Write("file", []);

        Assert.False(LinuxFolder.TryList(_folder["missing"], []));
        Assert.False(LinuxFolder.TryList(_folder["file"], []));
    }

    private void Make(Random random, string path)
    {
        switch (random.Next(10))
        {
            case 0:
                Directory.CreateDirectory(path);
                break;
            case 1:
                File.CreateSymbolicLink(path, random.Next(2) == 0 ? _folder.Path : "nowhere");
                break;
            default:
                File.WriteAllBytes(path, new byte[random.Next(3000)]);
                File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddTicks(random.NextInt64(4_000_000_000L * TimeSpan.TicksPerSecond)));
                break;
        }
    }

    private static IEnumerable<FolderEntry> Expected(string place) => (
        from info in new DirectoryInfo(place).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None })
        let kind = info.LinkTarget is not null ? EntryKind.Link : info is DirectoryInfo ? EntryKind.Folder : EntryKind.File
        where kind != EntryKind.File || (info.Name.EndsWith(".jsonl", StringComparison.Ordinal) && info.Name != "journal.jsonl")
        select kind == EntryKind.File ? new FolderEntry(info.Name, kind, ((FileInfo)info).Length, info.LastWriteTimeUtc.Ticks) : new FolderEntry(info.Name, kind, 0, 0)).OrderBy(entry => entry.Name, StringComparer.Ordinal);
}
