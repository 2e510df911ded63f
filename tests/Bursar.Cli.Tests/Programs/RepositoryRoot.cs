namespace Bursar.Cli.Tests.Programs;

internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    public static string Fixture(string name) => System.IO.Path.Combine(Path, "tests", "fixtures", "cli", name);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Bursar.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Bursar.slnx above {AppContext.BaseDirectory}; run the tests from inside the repository.");
    }
}
