using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bursar.Cli.Tests.Guard;

/// <summary>A sandbox whose sessions run with hooks.</summary>
internal static class Guarded
{
    public const string Orchard = "a1f0c3d2-0001-4000-8000-00000000000a";
    public const string TidePool = "b2e1d4c3-0002-4000-8000-00000000000b";
    public const string OrchardFork = "c3d2e5b4-0003-4000-8000-00000000000c";

    /// <summary>A sandbox in which sessions pay by the token, or as the user's configuration says.</summary>
    public static Sandbox Sandbox(string? transcripts = null, string authMode = "api_key")
    {
        var sandbox = new Sandbox();
        Programs.Sandbox.Copy(transcripts ?? RepositoryRoot.Fixture("claude"), sandbox.Claude);
        sandbox.Write("config.json", $$"""{"authMode":"{{authMode}}"}""");
        return sandbox;
    }

    public static string Recorded(string name) => Path.Combine(RepositoryRoot.Path, "tests", "fixtures", "real-2.1.197", name);

    /// <summary>Writes a file of the user's own folder of Bursar.</summary>
    public static string Write(this Sandbox sandbox, string name, string content)
    {
        Directory.CreateDirectory(sandbox.BursarHome);
        var path = Path.Combine(sandbox.BursarHome, name);
        File.WriteAllText(path, content);
        return path;
    }

    public static string Transcript(this Sandbox sandbox, string session) =>
        Directory.EnumerateFiles(Path.Combine(sandbox.Claude, "projects"), session + ".jsonl", SearchOption.AllDirectories).Single();

    /// <summary>One event of a session, as the client tells it.</summary>
    public static async Task<ProgramResult> HookAsync(this Sandbox sandbox, string hookEvent, string transcript, Action<JsonObject>? with = null)
    {
        var json = new JsonObject
        {
            ["session_id"] = Path.GetFileNameWithoutExtension(transcript),
            ["transcript_path"] = transcript,
            ["cwd"] = sandbox.Home,
            ["permission_mode"] = "default",
            ["hook_event_name"] = hookEvent,
        };
        with?.Invoke(json);
        using var hook = new RunningProgram(BursarBinary.Hook, [], sandbox.Environment, sandbox.Home);
        await hook.Process.StandardInput.WriteAsync(json.ToJsonString());
        return (await hook.EndAsync()).MustSucceed();
    }

    public static JsonElement State(this Sandbox sandbox, string session)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(sandbox.BursarHome, "sessions", session + ".json")));
        return document.RootElement.Clone();
    }

    /// <summary>
    /// Runs <c>bursar</c> as a human does: not below whatever started the tests, which may be Claude Code. The program's
    /// parent has ended before it starts.
    /// </summary>
    public static async Task<ProgramResult> HumanAsync(this Sandbox sandbox, params string[] arguments)
    {
        const string Script = """cd "$0"; mkfifo go code; (read -r _ < go; cd "$OLDPWD"; "$BURSAR" "$@" > "$0/out" 2> "$0/err" < /dev/null; echo $? > "$0/code") > /dev/null 2>&1 &""";
        var folder = Directory.CreateTempSubdirectory("bursar-human-").FullName;
        var environment = new Dictionary<string, string>(sandbox.Environment, StringComparer.Ordinal) { ["BURSAR"] = BursarBinary.Path };
        using (var starter = new RunningProgram("/bin/bash", ["-c", Script, folder, .. arguments], environment, sandbox.Home))
        {
            (await starter.EndAsync()).MustSucceed();
        }

        using var waiter = new RunningProgram("/bin/bash", ["-c", "echo > go; cat code"], environment, folder);
        var code = int.Parse((await waiter.EndAsync()).MustSucceed().Stdout, CultureInfo.InvariantCulture);
        var result = new ProgramResult($"bursar {string.Join(' ', arguments)}", code, await File.ReadAllTextAsync(Path.Combine(folder, "out")), await File.ReadAllTextAsync(Path.Combine(folder, "err")));
        Directory.Delete(folder, recursive: true);
        return result;
    }

    public static decimal Number(this JsonElement json, params string[] path) => path.Aggregate(json, (element, name) => element.GetProperty(name)).GetDecimal();
}
