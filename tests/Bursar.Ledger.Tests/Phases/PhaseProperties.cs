using Bursar.Ledger;
using Bursar.Ledger.Phases;
using Bursar.Ledger.Reports;
using Bursar.Tests.Properties;
using FsCheck;
using FsCheck.Fluent;

namespace Bursar.Tests.Phases;

/// <summary>Whatever is marked while whatever is written, and however it is read: phases and the rest are what was used.</summary>
public sealed class PhaseProperties
{
    [Fact]
    public void Phases_and_the_rest_add_up_whatever_order_marks_and_lines_come_in() =>
        Check.One(Seeded.Config(150), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            using var machine = new Machine();
            using var ledger = LedgerStore.Open(machine.LedgerPath);
            var world = new PhasedWorld(ledger, seed);
            var random = new Random(seed);
            for (var steps = random.Next(3, 40); steps > 0; steps--)
            {
                world.Step();
                if (random.Next(6) == 0)
                {
                    Grow(machine, world.Files, random);
                    AddsUp(PhaseReport.Build(ledger, PhaseFilter.Everything));
                }
            }

            world.Fork();
            Grow(machine, world.Files, random);
            Write(machine, world.Files);
            machine.Ingest();
            IsAsExpected(ledger, world);
        }));

    [Fact]
    public void The_order_in_which_transcripts_are_read_changes_no_phase() =>
        Check.One(Seeded.Config(60), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            using var machine = new Machine();
            using var ledger = LedgerStore.Open(machine.LedgerPath);
            var world = new PhasedWorld(ledger, seed);
            for (var steps = 0; steps < 25; steps++)
            {
                world.Step();
            }

            world.Fork();
            foreach (var file in world.Files.OrderBy(file => new Random(seed).Next()).Reverse())
            {
                Write(machine, [file]);
                machine.Ingest();
            }

            IsAsExpected(ledger, world);
        }));

    private static void IsAsExpected(LedgerStore ledger, PhasedWorld world)
    {
        var all = PhaseReport.Build(ledger, PhaseFilter.Everything);
        AddsUp(all);
        Assert.Equal(world.Expected(all.Sessions), Text(all));
        foreach (var session in world.Sessions)
        {
            var report = PhaseReport.Build(ledger, new PhaseFilter(session));
            AddsUp(report);
            Assert.Equal(world.Expected([session]), Text(report));
            Assert.Equal(world.TokensOf(session), report.Totals.Total);
            Assert.Equal(SessionUsages.Find(ledger, session)?.Sums.Cost ?? 0, report.Totals.Cost);
        }
    }

    private static string Text(PhaseReport report) => string.Join(' ', report.Phases.OrderBy(phase => phase.Id).Select(phase => $"{phase.Id}:{phase.Own.Total}/{phase.Whole.Total}").Append($"rest:{report.Rest.Total}"));

    /// <summary>Every counter, to the last digit.</summary>
    private static void AddsUp(PhaseReport report)
    {
        var sum = new UsageSums();
        foreach (var own in report.Phases.Select(phase => phase.Own).Append(report.Rest))
        {
            sum.Add(own);
        }

        Assert.Equal(Figures(report.Totals), Figures(sum));
        Assert.All(report.Phases, phase => Assert.Equal(Figures(phase.Whole), Figures(Sum(phase.Models))));
    }

    private static UsageSums Sum(IReadOnlyList<ModelUsage> models)
    {
        var sum = new UsageSums();
        foreach (var model in models)
        {
            sum.Add(model.Sums);
        }

        return sum;
    }

    private static string Figures(UsageSums sums) => string.Join(' ', sums.Input, sums.Output, sums.CacheWrite5m, sums.CacheWrite1h, sums.CacheRead, sums.WebSearches, sums.Messages, sums.Turns, sums.Unfinished, sums.UnpricedMessages, sums.UnpricedTokens, sums.Cost);

    private static void Write(Machine machine, IEnumerable<Transcript> files)
    {
        foreach (var file in files)
        {
            machine.Folder.Write("claude/" + file.Path, file.Bytes);
        }
    }

    /// <summary>Some files, as far as they happen to be written, and read.</summary>
    private static void Grow(Machine machine, IEnumerable<Transcript> files, Random random)
    {
        foreach (var file in files.Where(_ => random.Next(3) > 0))
        {
            var written = File.Exists(machine[file.Path]) ? (int)new FileInfo(machine[file.Path]).Length : 0;
            machine.Folder.Write("claude/" + file.Path, file.Bytes.AsSpan(0, random.Next(written, file.Bytes.Length + 1)));
        }

        machine.Ingest();
    }
}
