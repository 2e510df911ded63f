using System.Text;
using System.Text.Json;

namespace Bursar.Guard.Protection;

/// <summary>Tools that are given paths: the client's own, and those of MCP servers whose name says that they write.</summary>
internal static class FileTools
{
    private const int MaxDepth = 4;

    private enum Effect
    {
        None,
        Writes,

        /// <summary>What is below a folder is touched as well.</summary>
        Destroys,

        /// <summary>The source is read, the rest written.</summary>
        Copies,
    }

    public static string? Refusal(string toolName, JsonElement input, string folder, PathCheck paths)
    {
        var effect = EffectOf(toolName);
        if (effect is Effect.None || (JsonText.Find(input, "command") is { ValueKind: JsonValueKind.String } command && JsonText.Of(command) is "view"))
        {
            return null;
        }

        return Look(input, null, effect, [folder], paths, 0) is { } path ? Refusals.Protected(path, paths.Home) : null;
    }

    private static ProtectedPath? Look(JsonElement json, string? key, Effect effect, string[] folders, PathCheck paths, int depth)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String when key is not null && IsPath(key, effect):
                var path = Shell.Mark.Clean(JsonText.Of(json));
                return effect is Effect.Destroys ? paths.Destroyed(path, folders) : paths.Written(path, folders);
            case JsonValueKind.Array when depth < MaxDepth:
                foreach (var item in json.EnumerateArray())
                {
                    if (Look(item, key, effect, folders, paths, depth + 1) is { } found)
                    {
                        return found;
                    }
                }

                return null;
            case JsonValueKind.Object when depth < MaxDepth:
                foreach (var property in json.EnumerateObject())
                {
                    if (Look(property.Value, JsonText.Name(property), effect, folders, paths, depth + 1) is { } found)
                    {
                        return found;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    private static bool IsPath(string key, Effect effect)
    {
        var words = Words(key);
        if (words.Contains("source") || words.Contains("src") || words.Contains("from"))
        {
            return effect is not Effect.Copies;
        }

        return words[^1] is "path" or "paths" or "file" or "files" or "filename" or "filepath" or "uri" or "uris" or "dir" or "directory" or "folder" or "destination" or "dest" or "dst" or "target" or "to" or "output" or "location";
    }

    private static Effect EffectOf(string toolName)
    {
        switch (toolName)
        {
            case "Edit" or "Write" or "MultiEdit" or "NotebookEdit":
                return Effect.Writes;
            case "Read" or "Glob" or "Grep" or "LS" or "NotebookRead" or "TodoWrite":
                return Effect.None;
        }

        var words = Words(toolName[(toolName.LastIndexOf("__", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0)..]);
        if (words.Exists(word => word is "move" or "rename" or "delete" or "remove" or "rm" or "mv" or "rmdir" or "unlink" or "trash" or "chmod" or "clear" or "clean"))
        {
            return Effect.Destroys;
        }

        return words.Exists(word => word is "copy" or "cp" or "link" or "symlink") && !words.Contains("link") && !words.Contains("symlink") ? Effect.Copies
            : words.Exists(word => word is "write" or "edit" or "create" or "save" or "append" or "insert" or "replace" or "patch" or "update" or "put" or "set" or "mkdir" or "touch" or "truncate" or "modify" or "overwrite" or "upload" or "download" or "export" or "apply" or "store" or "link" or "symlink" or "extract" or "unzip" or "restore") ? Effect.Writes
            : Effect.None;
    }

    /// <summary><c>write_file</c>, <c>writeFile</c> and <c>Write-File</c> alike, in small letters.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsLetterOrDigit(name[i]) || (char.IsUpper(name[i]) && i > 0 && char.IsLower(name[i - 1])))
            {
                words.Add(word.ToString());
                word.Clear();
            }

            _ = char.IsLetterOrDigit(name[i]) ? word.Append(char.ToLowerInvariant(name[i])) : word;
        }

        words.Add(word.ToString());
        return words;
    }
}
