using System.Text;
using System.Text.Json.Nodes;
using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Pricing;

namespace Bursar.Tests.Books;

/// <summary>No word of a prompt, an answer, a tool's input or output, or a task stands in the ledger.</summary>
public sealed class PrivacyTests
{
    private static readonly byte[] Marker = "XYZZY-MARKER"u8.ToArray();

    [Fact]
    public void Nothing_that_was_said_is_in_the_ledger_or_its_log()
    {
        using var machine = new Machine();
        const string Said = "XYZZY-MARKER";
        var tool = new JsonObject { ["type"] = "tool_use", ["id"] = "toolu_1", ["name"] = "Bash", ["input"] = new JsonObject { ["command"] = Said, ["description"] = Said, ["usage"] = new JsonObject { ["note"] = Said } } };
        machine.Session("s1",
            Line.User("2026-11-01T09:00:00Z", Said).Set("toolUseResult", new JsonObject { ["stdout"] = Said, ["usage"] = new JsonObject { ["note"] = Said } }),
            Line.Of("summary").Set("summary", Said), Line.Of("ai-title").Set("title", Said).Set("usage", Said),
            Line.Assistant("msg_1").Content(new JsonObject { ["type"] = "text", ["text"] = Said }, tool, new JsonObject { ["type"] = "thinking", ["thinking"] = Said }),
            Line.Assistant("msg_2").Stop(Said).Count("note", Said).Set("slug", Said).Set("error", Said),
            Line.Assistant(null).Uuid(null).Content(Said), Line.Assistant("msg_3").Output(Said), Line.Assistant("msg_4").At(Said));
        machine.Subagent("s1", "a1", Line.Assistant("msg_5").Content(Said).Sidechain("a1"));
        machine.Write($"{Machine.Project}s1/subagents/agent-a1.meta.json", $$"""{"agentType":"scout","description":"{{Said}}","toolUseId":"toolu_1"}""");
        machine.Write($"{Machine.Project}s2.jsonl", $"{{\"broken\":\"{Said}\"\nnot even {Said} json \"usage\"\n");

        using var ledger = LedgerStore.Open(machine.LedgerPath);
        new Ingestor(ledger, new Pricer(machine.Prices)).Run([machine.Root], null, TestContext.Current.CancellationToken);

        var files = Directory.GetFiles(Path.GetDirectoryName(machine.LedgerPath)!);
        Assert.Contains(machine.LedgerPath + "-wal", files);
        Assert.Contains(files, file => Holds(file, "scout"u8.ToArray()));
        Assert.DoesNotContain(files, file => Holds(file, Marker));
    }

    [Fact]
    public void Only_the_user_may_look_into_the_ledger()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var machine = new Machine();
        machine.Session("s1", Line.Assistant());
        using var ledger = LedgerStore.Open(machine.LedgerPath);
        new Ingestor(ledger, new Pricer(machine.Prices)).Run([machine.Root], null, TestContext.Current.CancellationToken);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(machine.LedgerPath)!));
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(machine.LedgerPath)!))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    private static bool Holds(string path, byte[] text)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(text) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(text))) >= 0;
    }
}
