using System.Text.Json;
using Bursar.Cli.Setup.Json;

namespace Bursar.Cli.Setup;

internal enum HookAction
{
    /// <summary>It was there and stays as it is.</summary>
    Kept,
    Added,

    /// <summary>It was there, of another install or for a part of the tools only.</summary>
    Replaced,
    Removed,
}

/// <summary>Settings as they shall be, and what that means for each event.</summary>
internal sealed record HookPlan(byte[] Text, IReadOnlyList<(string Event, HookAction Action)> Changes);

/// <summary>Puts Bursar's hooks into the text of settings and takes them out; every other byte stays.</summary>
internal static class HookSettings
{
    private static readonly byte[] Empty = "{}\n"u8.ToArray();

    /// <summary>Nothing is in it but white space: the client takes such a file for no settings.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> text) => text[JsonSpans.BomLength(text)..].Trim(" \t\r\n"u8).IsEmpty;

    /// <summary>The client is told to start no hook at all.</summary>
    public static bool AreDisabled(byte[] text, string path) => JsonSpans.Read(text, path)["disableAllHooks"]?.Kind == JsonValueKind.True;

    /// <param name="text">The file; empty if there is none.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="forms">What to install for each.</param>
    /// <param name="events">The events to answer.</param>
    /// <exception cref="UserError">The file is not one that hooks can be added to (exit code 2).</exception>
    public static HookPlan Install(byte[] text, string path, HookForms forms, IReadOnlyList<HookedEvent> events)
    {
        text = IsBlank(text) ? Empty : text;
        var root = JsonSpans.Read(text, path);
        HookEntries.Check(root, events, path);
        var before = HookEntries.Find(root).Select(entry => entry.EventName).ToHashSet(StringComparer.Ordinal);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        while (HookEntries.Find(root).FirstOrDefault(entry => IsSurplus(entry, root, events)) is { } surplus)
        {
            changed.Add(surplus.EventName);
            text = Remove(text, root, surplus);
            root = JsonSpans.Read(text, path);
        }

        while (HookEntries.Find(root).FirstOrDefault(entry => Hooked(events, entry) is { } hooked && !forms.Is(entry, hooked)) is { } old)
        {
            changed.Add(old.EventName);
            text = Replace(text, root, old, forms with { Command = old.Settings + forms.Command }, Hooked(events, old)!);
            root = JsonSpans.Read(text, path);
        }

        foreach (var hooked in events.Where(hooked => !HookEntries.Find(root).Any(entry => entry.EventName == hooked.Name)))
        {
            text = Add(text, root, forms, hooked);
            root = JsonSpans.Read(text, path);
        }

        var added = events.Select(hooked => (hooked.Name, !before.Contains(hooked.Name) ? HookAction.Added : changed.Contains(hooked.Name) ? HookAction.Replaced : HookAction.Kept));
        var removed = HookedEvents.All.Except(events).Where(hooked => before.Contains(hooked.Name)).Select(hooked => (hooked.Name, HookAction.Removed));
        return new HookPlan(text, [.. added, .. removed]);
    }

    public static HookPlan Uninstall(byte[] text, string path)
    {
        if (IsBlank(text))
        {
            return new HookPlan(text, []);
        }

        var root = JsonSpans.Read(text, path);
        var events = HookEntries.Find(root).Select(entry => entry.EventName).Distinct(StringComparer.Ordinal).ToArray();
        while (HookEntries.Find(root).FirstOrDefault() is { } entry)
        {
            text = Remove(text, root, entry);
            root = JsonSpans.Read(text, path);
        }

        return new HookPlan(text, [.. events.Select(name => (name, HookAction.Removed))]);
    }

    private static HookedEvent? Hooked(IEnumerable<HookedEvent> events, HookEntry entry) => events.FirstOrDefault(hooked => hooked.Name == entry.EventName);

    /// <summary>
    /// For an event that this client shall not have, for some tools only, or a second one for the same event. An entry
    /// under an event that Bursar never installs is left to whoever made it.
    /// </summary>
    private static bool IsSurplus(HookEntry entry, JsonSpan root, IReadOnlyList<HookedEvent> events) => Hooked(HookedEvents.All, entry) is not null
        && (Hooked(events, entry) is null || !entry.IsForAll || HookEntries.Find(root).First(other => other.EventName == entry.EventName && other.IsForAll).Hook != entry.Hook);

    private static byte[] Replace(byte[] text, JsonSpan root, HookEntry entry, HookForms forms, HookedEvent hooked)
    {
        var hook = entry.Hook.Value;
        if (entry is { IsPlain: true, IsMcp: false } && !forms.IsMcp(hooked))
        {
            return JsonEdits.Replace(text, hook["command"]!.Start, hook["command"]!.End, JsonText.Quote(forms.CommandFor(hooked)));
        }

        var isMultiline = text.AsSpan(hook.Start, hook.End - hook.Start).Contains((byte)'\n');
        return JsonEdits.Replace(text, hook.Start, hook.End, forms.For(hooked).Write(JsonStyle.Of(text, root), isMultiline ? JsonStyle.IndentOfLine(text, hook.Start) : null));
    }

    private static byte[] Add(byte[] text, JsonSpan root, HookForms forms, HookedEvent hooked)
    {
        var hooks = ("hooks", JsonText.Array(forms.For(hooked)));
        var group = hooked.HasMatcher ? JsonText.Object(("matcher", JsonText.Of("*")), hooks) : JsonText.Object(hooks);
        var style = JsonStyle.Of(text, root);
        return root["hooks"] is not { } events ? JsonEdits.Append(text, style, root, "hooks", JsonText.Object((hooked.Name, JsonText.Array(group))))
            : events[hooked.Name] is not { } groups ? JsonEdits.Append(text, style, events, hooked.Name, JsonText.Array(group))
            : JsonEdits.Append(text, style, groups, name: null, group);
    }

    /// <summary>Takes an entry out, and with it whatever would be left empty around it.</summary>
    private static byte[] Remove(byte[] text, JsonSpan root, HookEntry entry)
    {
        var hooks = root.Member("hooks")!;
        return entry.Group.Value["hooks"]!.Elements.Count > 1 ? JsonEdits.Remove(text, entry.Group.Value["hooks"]!, entry.Hook)
            : entry.Event.Value.Elements.Count > 1 ? JsonEdits.Remove(text, entry.Event.Value, entry.Group)
            : hooks.Value.Elements.Count > 1 ? JsonEdits.Remove(text, hooks.Value, entry.Event)
            : JsonEdits.Remove(text, root, hooks);
    }
}
