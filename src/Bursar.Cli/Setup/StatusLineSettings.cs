using System.Text.Json;
using Bursar.Cli.Setup.Json;

namespace Bursar.Cli.Setup;

/// <summary>What happened to the settings' status line.</summary>
internal enum LineAction
{
    /// <summary>Bursar's was there and stays as it is.</summary>
    Kept,
    Added,

    /// <summary>Bursar's was there, of another install, or somebody else's was and had to go.</summary>
    Replaced,
    Removed,

    /// <summary>Somebody else's was there and stays.</summary>
    Other,
}

/// <summary>Settings as they shall be; the action is null when there is no status line and none was asked for.</summary>
internal sealed record LinePlan(byte[] Text, LineAction? Action);

/// <summary>Puts Bursar's status line into the text of settings and takes it out; every other byte stays.</summary>
internal static class StatusLineSettings
{
    private const string Member = "statusLine";

    private const string Argument = "statusline";

    /// <summary>The command line that draws it.</summary>
    /// <param name="hook">The hook's command line.</param>
    public static string CommandOf(string hook) => $"{hook} {Argument}";

    /// <summary>The command line of Bursar's own status line; null if there is none.</summary>
    public static string? Find(JsonSpan root) => root[Member] is { Kind: JsonValueKind.Object } line && line["command"]?.Text is { } command && ShellWord.IsHook(command, isProgram: false, out _, out _) ? command : null;

    /// <param name="text">The file, not blank.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="hook">The command line of the hook.</param>
    /// <param name="isWanted">Add one if there is none; else only Bursar's own is brought up to date.</param>
    /// <param name="isForced">Also in the place of somebody else's.</param>
    public static LinePlan Install(byte[] text, string path, string hook, bool isWanted, bool isForced)
    {
        var root = JsonSpans.Read(text, path);
        if (root[Member] is null)
        {
            return isWanted ? new LinePlan(JsonEdits.Append(text, JsonStyle.Of(text, root), root, Member, Line(CommandOf(hook))), LineAction.Added) : new LinePlan(text, Action: null);
        }

        if (Find(root) is not { } own)
        {
            return isWanted && (isForced || root[Member]!.Kind == JsonValueKind.Null) ? new LinePlan(Put(text, path, CommandOf(hook)), LineAction.Replaced)
                : new LinePlan(text, isWanted ? LineAction.Other : null);
        }

        // What stands before the program and behind its name is the user's.
        ShellWord.IsHook(own, isProgram: false, out var settings, out var rest);
        var wanted = settings + (rest.StartsWith(Argument, StringComparison.Ordinal) ? $"{hook} {rest}" : CommandOf(hook));
        return own == wanted && IsCommand(root) ? new LinePlan(text, LineAction.Kept) : new LinePlan(Put(text, path, wanted), LineAction.Replaced);
    }

    /// <summary>Makes a command the status line, whatever there is. Of Bursar's own, everything but the command stays.</summary>
    public static byte[] Put(byte[] text, string path, string command)
    {
        var root = JsonSpans.Read(text, path);
        var style = JsonStyle.Of(text, root);
        if (root[Member] is not { } line)
        {
            return JsonEdits.Append(text, style, root, Member, Line(command));
        }

        if (Find(root) is not null && IsCommand(root))
        {
            return JsonEdits.Replace(text, line["command"]!.Start, line["command"]!.End, JsonText.Quote(command));
        }

        var isMultiline = text.AsSpan(line.Start, line.End - line.Start).Contains((byte)'\n') || (line.Kind != JsonValueKind.Object && style.IsIndented);
        return JsonEdits.Replace(text, line.Start, line.End, Line(command).Write(style, isMultiline ? JsonStyle.IndentOfLine(text, line.Start) : null));
    }

    /// <summary>Takes Bursar's own out.</summary>
    public static LinePlan Remove(byte[] text, string path)
    {
        if (HookSettings.IsBlank(text))
        {
            return new LinePlan(text, Action: null);
        }

        var root = JsonSpans.Read(text, path);
        return Find(root) is null ? new LinePlan(text, Action: null) : new LinePlan(JsonEdits.Remove(text, root, root.Member(Member)!), LineAction.Removed);
    }

    private static bool IsCommand(JsonSpan root) => root[Member]!["type"]?.Text == "command";

    private static JsonText Line(string command) => JsonText.Object(("type", JsonText.Of("command")), ("command", JsonText.Of(command)));
}
