using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;
using Bursar.EndToEnd.Tests.Scenarios;

namespace Bursar.EndToEnd.Tests.Recorded;

/// <summary>Transcripts the real client wrote, read in every order: each response belongs to the session it was billed to.</summary>
public sealed class RecordedTranscriptTests
{
    /// <summary>Each recording twice: its ids are random, and who owns a response may not hang on how they sort.</summary>
    public static MatrixTheoryData<string, bool> Recordings { get; } = new(
        ["subagents", "fork-print", "fork-terminal", "fork-terminal-own-first", "branch-terminal"], [false, true]);

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Read_at_once_each_session_has_its_own_bill(string recording, bool swapIds)
    {
        var ids = SessionIds(recording, swapIds);
        using var home = Copy(recording, ids);

        await EachSessionHasItsOwnBillAsync(home, recording, ids);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Read_session_by_session_in_any_order_each_has_its_own_bill(string recording, bool swapIds)
    {
        var ids = SessionIds(recording, swapIds);
        foreach (var first in ids.Values)
        {
            using var home = Copy(recording, ids);
            var hidden = ids.Values.Where(s => s != first).Select(home.Hide).ToList();
            (await new BursarProgram(home.Home, home.BursarHome).RunAsync("daily", "--json")).MustSucceed();
            hidden.ForEach(h => h.Dispose());

            await EachSessionHasItsOwnBillAsync(home, recording, ids);
        }
    }

    private static async Task EachSessionHasItsOwnBillAsync(ClientHome home, string recording, Dictionary<string, string> ids)
    {
        var bursar = new BursarProgram(home.Home, home.BursarHome);
        foreach (var session in Recording.Bill(recording).Where(r => !r.IsBackground).GroupBy(r => r.SessionId!))
        {
            var id = ids[session.Key];
            Truth.IsTheBill([.. session.Select(r => r with { SessionId = id })], await bursar.UsageAsync(id));
        }
    }

    /// <summary>From the recorded id to the one it gets: itself, or, swapped, the one from the other end of the order.</summary>
    private static Dictionary<string, string> SessionIds(string recording, bool swap)
    {
        var ids = Recording.Bill(recording).Select(r => r.SessionId!).Distinct().Order(StringComparer.Ordinal).ToList();
        return ids.Zip(swap ? ids.AsEnumerable().Reverse() : ids).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
    }

    private static ClientHome Copy(string recording, Dictionary<string, string> ids)
    {
        string Rename(string text) => Recording.SessionId().Replace(text, m => ids.GetValueOrDefault(m.Value, m.Value));
        var home = new ClientHome();
        foreach (var file in Directory.EnumerateFiles(Recording.ConfigRoot(recording), "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(home.ConfigRoot, Rename(Path.GetRelativePath(Recording.ConfigRoot(recording), file)));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.WriteAllText(place, Rename(File.ReadAllText(file)));
        }

        return home;
    }
}
