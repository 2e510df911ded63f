using System.Text.Json;
using Bursar.Cli.Mcp;
using Bursar.Cli.Setup.Json;

namespace Bursar.Cli.Setup;

/// <summary>In the project's <c>.mcp.json</c>, which the client asks about once before it starts what stands there.</summary>
internal sealed class ProjectMcp(SettingsFile file, string program) : McpRegistration(file.Path, program)
{
    private const string Servers = "mcpServers";

    private static readonly byte[] Empty = "{}\n"u8.ToArray();

    private readonly SettingsFile _file = file;

    protected override JsonElement? Existing()
    {
        if (_file.Text is not { } text || HookSettings.IsBlank(text) || JsonSpans.Read(text, File)[Servers] is not { } servers)
        {
            return null;
        }

        if (servers.Kind != JsonValueKind.Object)
        {
            throw UserError.BadInput($"{File}: {Servers} is {JsonSpans.Name(servers.Kind)}; expected an object, as Claude Code does");
        }

        if (servers[BursarServer.Name] is not { } entry)
        {
            return null;
        }

        using var document = JsonDocument.Parse(text.AsMemory(entry.Start, entry.End - entry.Start), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        return document.RootElement.Clone();
    }

    public override McpPlan Apply(McpPlan plan)
    {
        if (plan.Fault is not null)
        {
            return plan;
        }

        if (plan.Action is HookAction.Added or HookAction.Replaced)
        {
            // In a project's folder copies would lie about; the change is of one entry, and the rest stays byte by byte.
            _file.Write(With(_file.Text is { } text && !HookSettings.IsBlank(text) ? text : Empty));
        }
        else if (plan.Action is HookAction.Removed)
        {
            _file.Write(Without(_file.Text!));
        }

        return plan;
    }

    private byte[] With(byte[] text)
    {
        var root = JsonSpans.Read(text, File);
        var style = JsonStyle.Of(text, root);
        if (root[Servers] is not { } servers)
        {
            return JsonEdits.Append(text, style, root, Servers, JsonText.Object((BursarServer.Name, Entry(null))));
        }

        return servers[BursarServer.Name] is { } old
            ? JsonEdits.Replace(text, old.Start, old.End, Entry(Existing()).Write(style, text.AsSpan(old.Start, old.End - old.Start).Contains((byte)'\n') ? JsonStyle.IndentOfLine(text, old.Start) : null))
            : JsonEdits.Append(text, style, servers, BursarServer.Name, Entry(null));
    }

    /// <returns>Null where the file is what Bursar made of none.</returns>
    private byte[]? Without(byte[] text)
    {
        if (text.AsSpan().SequenceEqual(With(Empty)))
        {
            return null;
        }

        var root = JsonSpans.Read(text, File);
        var servers = root.Member(Servers)!;
        var entry = servers.Value.Member(BursarServer.Name)!;
        // Whether `mcpServers` was there and empty before is told by what adding the entry again would give.
        return servers.Value.Elements.Count == 1 && JsonEdits.Remove(text, root, servers) is var bare && With(bare).AsSpan().SequenceEqual(text)
            ? bare
            : JsonEdits.Remove(text, servers.Value, entry);
    }
}
