using Bursar.EndToEnd.Tests.Client;
using Bursar.EndToEnd.Tests.FakeApi;
using Bursar.EndToEnd.Tests.Programs;
using Bursar.EndToEnd.Tests.Scenarios;

namespace Bursar.EndToEnd.Tests.Recorded;

/// <summary>Transcripts the real client wrote, read in every order: each response belongs to the session it was billed to.</summary>
public sealed class RecordedTranscriptTests
{
    public static TheoryData<string> Recordings => ["subagents", "fork-print", "fork-terminal", "fork-terminal-own-first", "branch-terminal"];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Read_at_once_each_session_has_its_own_bill(string recording)
    {
        using var home = Copy(recording);

        await EachSessionHasItsOwnBillAsync(home, Recording.Bill(recording));
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Read_session_by_session_in_any_order_each_has_its_own_bill(string recording)
    {
        var bill = Recording.Bill(recording);
        var sessions = bill.Select(r => r.SessionId!).Distinct().ToList();
        foreach (var first in sessions)
        {
            using var home = Copy(recording);
            var bursar = new BursarProgram(home.Home, home.BursarHome);
            var hidden = sessions.Where(s => s != first).Select(home.Hide).ToList();
            (await bursar.RunAsync("daily", "--json")).MustSucceed();
            hidden.ForEach(h => h.Dispose());

            await EachSessionHasItsOwnBillAsync(home, bill);
        }
    }

    private static async Task EachSessionHasItsOwnBillAsync(ClientHome home, IReadOnlyList<BilledResponse> bill)
    {
        var bursar = new BursarProgram(home.Home, home.BursarHome);
        foreach (var session in bill.Where(r => !r.IsBackground).GroupBy(r => r.SessionId!))
        {
            Truth.IsTheBill([.. session], await bursar.UsageAsync(session.Key));
        }
    }

    private static ClientHome Copy(string recording)
    {
        var home = new ClientHome();
        foreach (var file in Directory.EnumerateFiles(Recording.ConfigRoot(recording), "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(home.ConfigRoot, Path.GetRelativePath(Recording.ConfigRoot(recording), file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }

        return home;
    }
}
