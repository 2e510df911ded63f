using Bursar.Ledger;
using Bursar.Ledger.Ingest;
using Bursar.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Properties;

/// <summary>However transcripts reach the ledger, it holds the same.</summary>
public sealed class IngestProperties
{
    private static string AllAtOnce(World world)
    {
        using var machine = new Machine();
        Write(machine, world.Files);
        machine.Ingest();
        return Without(machine);
    }

    private static void Write(Machine machine, IEnumerable<Transcript> files)
    {
        foreach (var file in files)
        {
            machine.Folder.Write("claude/" + file.Path, file.Bytes);
        }
    }

    /// <summary>The content, with the folder's own name left out.</summary>
    private static string Without(Machine machine) => machine.Content().Replace(machine.Folder.Path, "", StringComparison.Ordinal);

    private static void Holds(int cases, Action<World, int> property) =>
        Check.One(Seeded.Config(cases), Prop.ForAll(World.Any, Gen.Choose(0, 1_000_000).ToArbitrary(), (world, seed) => property(world, seed)));

    [Fact]
    public void Twice_is_the_same_as_once() => Holds(25, (world, _) =>
    {
        using var machine = new Machine();
        Write(machine, world.Files);
        machine.Ingest();
        machine.Ingest();
        Assert.Equal(AllAtOnce(world), Without(machine));

        foreach (var file in world.Files)
        {
            File.SetLastWriteTimeUtc(machine[file.Path], DateTime.UnixEpoch);
        }

        machine.Ingest();
        Assert.Equal(AllAtOnce(world), Without(machine));
    });

    [Fact]
    public void The_order_in_which_files_are_read_changes_nothing() => Holds(60, (world, seed) =>
    {
        using var machine = new Machine();
        var files = world.Files.ToArray();
        new Random(seed).Shuffle(files);
        foreach (var file in files)
        {
            Write(machine, [file]);
            machine.Ingest();
        }

        Assert.Equal(AllAtOnce(world), Without(machine));
    });

    [Fact]
    public void Files_that_grow_by_pieces_of_any_size_are_read_the_same() => Holds(60, (world, seed) =>
    {
        using var machine = new Machine();
        var random = new Random(seed);
        var lengths = world.Files.Select(_ => 0).ToArray();
        for (var step = 0; step < 4; step++)
        {
            for (var i = 0; i < lengths.Length; i++)
            {
                var bytes = world.Files[i].Bytes;
                lengths[i] = step == 3 ? bytes.Length : random.Next(lengths[i], bytes.Length + 1);
                machine.Folder.Write("claude/" + world.Files[i].Path, bytes.AsSpan(0, lengths[i]));
            }

            machine.Ingest();
        }

        Assert.Equal(AllAtOnce(world), Without(machine));
    });

    [Fact]
    public void Two_programs_at_once_make_the_same_ledger() => Holds(40, (world, _) =>
    {
        using var machine = new Machine();
        Write(machine, world.Files);
        LedgerStore.Open(machine.LedgerPath).Dispose();
        using var start = new Barrier(2);
        void Ingest()
        {
            start.SignalAndWait();
            using var ledger = LedgerStore.Open(machine.LedgerPath);
            new Ingestor(ledger, new Pricer(machine.Prices)).Run([machine.Root]);
        }

        Task.WaitAll(OnItsOwnThread(Ingest), OnItsOwnThread(Ingest));

        Assert.Equal(AllAtOnce(world), Without(machine));
    });

    private static Task OnItsOwnThread(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [Fact]
    public void Files_that_vanish_after_they_were_read_take_nothing_with_them() => Holds(25, (world, seed) =>
    {
        using var machine = new Machine();
        var random = new Random(seed);
        foreach (var file in world.Files.OrderBy(_ => random.Next()).ToList())
        {
            Write(machine, [file]);
            machine.Ingest();
            if (random.Next(2) == 0)
            {
                File.Delete(machine[file.Path]);
            }
        }

        machine.Ingest();
        Assert.Equal(AllAtOnce(world), Without(machine));
    });

    // Clients without uuids on their lines exist; the order must not decide for them either.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Two_files_that_tell_one_response_differently_are_settled_in_either_order(bool swapped)
    {
        var one = new Transcript($"{Machine.Project}a.jsonl", [Line.Assistant("msg_1").Session("a").Uuid(null).Input(1).Output(5).ToString()]);
        var other = new Transcript($"{Machine.Project}b.jsonl", [Line.Assistant("msg_1").Session("a").Uuid(null).Input(2).Output(5).ToString()]);
        string Read(params Transcript[] files)
        {
            using var machine = new Machine();
            foreach (var file in files)
            {
                Write(machine, [file]);
                machine.Ingest();
            }

            return Without(machine).Split('\n')[0];
        }

        Assert.Equal(Read(one, other), swapped ? Read(other, one) : Read(one, other));
    }
}
