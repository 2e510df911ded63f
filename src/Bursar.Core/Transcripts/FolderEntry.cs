namespace Bursar.Transcripts;

internal enum EntryKind
{
    File,
    Folder,
    Link,
}

/// <summary>What a folder holds under a name; size and time of files only, in bytes and ticks of UTC.</summary>
internal readonly record struct FolderEntry(string Name, EntryKind Kind, long Size, long ModifiedTicks);
