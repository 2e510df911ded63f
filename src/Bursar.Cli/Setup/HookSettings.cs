using System.Text;
using System.Text.Json;

namespace Bursar.Cli.Setup;

/// <summary>
/// Our hooks inside the text of Claude Code's settings. Whatever else stands there, other people's hooks and the
/// formatting included, stays as it is, byte for byte.
/// </summary>
internal sealed class HookSettings
{
    private const string Hooks = "hooks";
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly string _path;
    private readonly bool _hasMark;
    private byte[] _json;

    private HookSettings(string path, byte[] json, bool hasMark) => (_path, _json, _hasMark) = (path, json, hasMark);

    /// <summary>The text with its changes.</summary>
    public byte[] Bytes => _hasMark ? [.. ByteOrderMark, .. _json] : _json;

    /// <param name="path">The file, for messages.</param>
    /// <param name="bytes">Its content; empty when there is none.</param>
    public static HookSettings Read(string path, byte[] bytes)
    {
        var hasMark = bytes.AsSpan().StartsWith(ByteOrderMark);
        var json = hasMark ? bytes[3..] : bytes;
        var settings = new HookSettings(path, json.AsSpan().Trim(" \t\r\n"u8).IsEmpty ? "{}\n"u8.ToArray() : json, hasMark);
        settings.Check();
        return settings;
    }

    /// <summary>The events under which our hook stands.</summary>
    public IReadOnlyList<string> Events => [.. Root()[Hooks]?.Members.Where(member => member.Value.IsArray && Ours(member.Value).Any()).Select(member => member.Name) ?? []];

    /// <summary>Our hook under these events and no others, once each, with this command.</summary>
    public void Install(IReadOnlyList<string> events, string command, Func<string, string> entryOf)
    {
        foreach (var name in Events.Except(events, StringComparer.Ordinal).ToList())
        {
            RemoveFrom(name);
        }

        foreach (var name in events)
        {
            InstallInto(name, command, entryOf(name));
        }
    }

    public void Uninstall()
    {
        foreach (var name in Events)
        {
            RemoveFrom(name);
        }

        // Whoever has other hooks keeps the object; an empty one was made for ours.
        if (Root() is var root && root.Members.Find(member => member.Name == Hooks) is { Value: { IsObject: true, Members.Count: 0 } } hooks)
        {
            _json = JsonEdit.RemoveMember(_json, root, hooks);
        }
    }

    /// <summary>Whether nothing but braces is left.</summary>
    public bool IsEmpty => Root().Members.Count == 0;

    private void InstallInto(string name, string command, string entry)
    {
        if (Root()[Hooks] is null)
        {
            _json = JsonEdit.AppendMember(_json, Root(), Hooks, "{}");
        }

        if (Root()[Hooks]![name] is not { } existing)
        {
            _json = JsonEdit.AppendMember(_json, Root()[Hooks]!, name, $"[\n\t{entry.Replace("\n", "\n\t", StringComparison.Ordinal)}\n]");
            return;
        }

        if (Ours(existing).ToList() is [var first, ..])
        {
            // An older install: the program may have moved.
            if (first.Hook["command"] is { } old && old.Text != command)
            {
                _json = JsonEdit.Replace(_json, old.Start, old.End, Quote(command));
            }

            RemoveOurs(name, kept: 1);
            return;
        }

        _json = JsonEdit.AppendItem(_json, existing, entry);
    }

    private void RemoveFrom(string name)
    {
        RemoveOurs(name, kept: 0);
        var hooks = Root()[Hooks]!;
        if (hooks.Members.Find(member => member.Name == name) is { Value.Items.Count: 0 } empty)
        {
            _json = JsonEdit.RemoveMember(_json, hooks, empty);
        }
    }

    /// <summary>From the last to the first, so that the places of those before stay right. A group that holds somebody else's hook too keeps it.</summary>
    private void RemoveOurs(string name, int kept)
    {
        for (var count = Ours(Root()[Hooks]![name]!).Count(); count > kept; count--)
        {
            var groups = Root()[Hooks]![name]!;
            var (group, hook) = Ours(groups).Last();
            _json = group[Hooks]!.Items.Count > 1 ? JsonEdit.RemoveItem(_json, group[Hooks]!, hook) : JsonEdit.RemoveItem(_json, groups, group);
        }
    }

    private static IEnumerable<(JsonSpan Group, JsonSpan Hook)> Ours(JsonSpan groups) =>
        from @group in groups.Items
        where @group.IsObject && @group[Hooks] is { IsArray: true }
        from hook in @group[Hooks]!.Items
        where hook.IsObject && hook["command"]?.Text is { } command && HookCommandLine.IsOurs(command)
        select (@group, hook);

    private JsonSpan Root() => JsonSpan.Parse(_json);

    private void Check()
    {
        JsonSpan root;
        try
        {
            root = Root();
        }
        catch (JsonException e)
        {
            throw UserError.BadInput($"{_path}: line {e.LineNumber + 1}: not plain JSON (comments and trailing commas are not either); nothing was changed.", "Correct the line, or take the comments out; Claude Code itself skips a settings file that it cannot read.", e);
        }
        catch (InvalidOperationException e)
        {
            throw UserError.BadInput($"{_path}: holds text that is not valid UTF-8; nothing was changed.", "Save the file as UTF-8.", e);
        }

        Expect(root.IsObject, "$", "an object");
        RefuseTwice(root, "$");
        if (root[Hooks] is { } hooks)
        {
            Expect(hooks.IsObject, "$.hooks", "an object with an array for each event");
            RefuseTwice(hooks, "$.hooks");
            foreach (var member in hooks.Members)
            {
                Expect(member.Value.IsArray, $"$.hooks.{member.Name}", "an array");
            }
        }
    }

    private void Expect(bool isSo, string at, string what)
    {
        if (!isSo)
        {
            throw UserError.BadInput($"{_path}: {at}: expected {what}; nothing was changed.", "Correct the file; Claude Code itself skips a settings file that it cannot read.");
        }
    }

    private void RefuseTwice(JsonSpan span, string at)
    {
        if (span.Members.GroupBy(member => member.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw UserError.BadInput($"{_path}: {at}.{twice.Key} stands there twice; nothing was changed.", "Keep one of the two.");
        }
    }

    internal static string Quote(string text)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStringValue(text);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
