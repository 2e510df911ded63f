using System.Collections.Frozen;
using System.Text.Json;

namespace Bursar.Guard;

/// <summary>Paths in the input of tools that write: the client's own, and those of MCP servers whose names say so.</summary>
internal sealed class ToolPaths
{
    private const int MaxDepth = 6;

    private static readonly FrozenSet<string> WritingWords = FrozenSet.ToFrozenSet(
        ["write", "edit", "multiedit", "create", "move", "delete", "remove", "rename", "append", "save", "update", "put", "patch", "replace", "insert", "truncate", "overwrite", "modify", "touch", "mkdir", "chmod", "copy", "symlink", "link", "unlink", "trash", "upload", "download", "set", "str"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> RemovingWords = FrozenSet.ToFrozenSet(["move", "delete", "remove", "rename", "unlink", "trash", "chmod"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> PathKeys = FrozenSet.ToFrozenSet(
        ["path", "paths", "filepath", "filepaths", "file", "files", "filename", "notebookpath", "destination", "destinationpath", "dest", "source", "sourcepath", "src", "target", "targetpath", "targetfile", "newpath", "oldpath", "from", "to", "uri", "relativepath", "absolutepath", "directory", "dir", "folder", "outputpath", "output"],
        StringComparer.OrdinalIgnoreCase);

    private readonly string _tool;
    private readonly Targets _targets;
    private readonly string _cwd;
    private readonly bool _writes;
    private readonly bool _removes;
    private readonly bool _copies;

    public ToolPaths(string tool, Targets targets, string cwd)
    {
        (_tool, _targets, _cwd) = (tool, targets, cwd);
        var words = Words(tool.StartsWith("mcp__", StringComparison.Ordinal) ? tool[(tool.LastIndexOf("__", StringComparison.Ordinal) + 2)..] : tool);
        _writes = words.Any(WritingWords.Contains);
        _removes = words.Any(RemovingWords.Contains);
        _copies = words.Contains("copy", StringComparer.OrdinalIgnoreCase);
    }

    public string? Refusal(JsonElement input)
    {
        // A text editor that has one tool for everything says by `command` that it only looks.
        var onlyLooks = input.TryGetProperty("command", out var command) && command.ValueKind == JsonValueKind.String && WriteCheck.Text(command) is "view" or "read";
        return _writes && !onlyLooks ? Within(input, 0) : null;
    }

    private string? Within(JsonElement json, int depth)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        if (json.ValueKind == JsonValueKind.Array)
        {
            return json.EnumerateArray().Select(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? Within(item, depth + 1) : null).FirstOrDefault(found => found is not null);
        }

        foreach (var property in json.EnumerateObject())
        {
            var value = property.Value;
            var isPath = PathKeys.Contains(Name(property)) && !(_copies && Name(property).StartsWith('s'));
            var found = value.ValueKind switch
            {
                JsonValueKind.String => isPath ? Named(value) : null,
                JsonValueKind.Array when isPath => value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(Named).FirstOrDefault(refusal => refusal is not null) ?? Within(value, depth + 1),
                JsonValueKind.Object or JsonValueKind.Array => Within(value, depth + 1),
                _ => null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private string? Named(JsonElement value)
    {
        var path = WriteCheck.Text(value);
        var entry = _targets.Holding(path, _cwd) ?? (_removes ? _targets.Below(path, _cwd).FirstOrDefault() : null);
        return entry is null ? null : Refusals.Write(_tool, entry, _targets);
    }

    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // A name that is no Unicode text is none of those looked for.
            return "";
        }
    }

    /// <summary>The words of <c>write_file</c>, <c>write-file</c> and <c>writeFile</c>.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var ends = i == name.Length || name[i] is '_' or '-' or '.' or ' ';
            if (ends || (i > start && char.IsUpper(name[i]) && char.IsLower(name[i - 1])))
            {
                if (i > start)
                {
                    words.Add(name[start..i]);
                }

                start = ends ? i + 1 : i;
            }
        }

        return words;
    }
}
