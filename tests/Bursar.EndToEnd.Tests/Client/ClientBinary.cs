using System.Runtime.InteropServices;
using Bursar.EndToEnd.Tests.Programs;

namespace Bursar.EndToEnd.Tests.Client;

/// <summary>Where eng/client put the pinned client.</summary>
internal static class ClientBinary
{
    public const string Version = "2.1.197";

    public static string Path { get; } = Find();

    private static string Find()
    {
        var platform = $"{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        var packages = System.IO.Path.Combine(RepositoryRoot.Path, "artifacts", "client", "node_modules", "@anthropic-ai");
        string[] candidates = [$"claude-code-{platform}", $"claude-code-{platform}-musl"];
        return candidates.Select(package => System.IO.Path.Combine(packages, package, "claude")).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"The client {Version} is not in {packages}.\nhint: run eng/client");
    }
}
