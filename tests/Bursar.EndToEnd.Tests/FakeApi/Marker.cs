using System.Text.RegularExpressions;

namespace Bursar.EndToEnd.Tests.FakeApi;

/// <summary>The words in a prompt by which the fake API recognises the conversation it belongs to.</summary>
public static partial class Marker
{
    public static string Prompt(string conversation, string text) => $"{text} [conversation {conversation}]";

    /// <summary>The last conversation named in a text, or null.</summary>
    public static string? Find(string text) =>
        Pattern().Matches(text) is [.., var last] ? last.Groups["name"].Value : null;

    [GeneratedRegex(@"\[conversation (?<name>[a-z0-9-]+)\]", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
