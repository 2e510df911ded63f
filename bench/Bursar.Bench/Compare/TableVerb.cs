using System.Globalization;

namespace Bursar.Bench.Compare;

/// <summary>Turns a log of <see cref="TimeVerb"/> into a Markdown table, with ratios against one of the names.</summary>
internal static class TableVerb
{
    public static int Run(Flags flags)
    {
        string log = flags.Required("log");
        string baseName = flags.Required("base");
        Row[] rows = [.. File.ReadLines(log).Select(line => line.Split('\t')).GroupBy(fields => fields[0]).Select(Row.From)];
        Row against = Array.Find(rows, row => row.Name == baseName) ?? throw new FlagException($"--base '{baseName}' is not in {log}");

        Console.WriteLine("| | wall s, median (min–max) | CPU s, median (min–max) | peak MB, median (min–max) | wall × | CPU × | memory × |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (Row row in rows)
        {
            Console.WriteLine($"| {row.Name} | {row.Wall} | {row.Cpu} | {row.Memory} "
                + $"| {row.Wall.Against(against.Wall)} | {row.Cpu.Against(against.Cpu)} | {row.Memory.Against(against.Memory)} |");
        }

        Console.WriteLine($"\n× is the median divided by that of {baseName}: below 1 is less.");
        return 0;
    }

    private sealed record Row(string Name, Spread Wall, Spread Cpu, Spread Memory)
    {
        public static Row From(IGrouping<string, string[]> runs) =>
            new(runs.Key, Spread.Of(runs, 1, 1, "F3"), Spread.Of(runs, 2, 1, "F3"), Spread.Of(runs, 3, 1e6, "F0"));
    }

    private sealed record Spread(double Median, double Least, double Most, string Format)
    {
        public static Spread Of(IEnumerable<string[]> runs, int field, double unit, string format)
        {
            double[] sorted = [.. runs.Select(run => double.Parse(run[field], CultureInfo.InvariantCulture) / unit).Order()];
            double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
            return new Spread(median, sorted[0], sorted[^1], format);
        }

        public string Against(Spread other) => (Median / other.Median).ToString("F2", CultureInfo.InvariantCulture);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Median.ToString(Format, CultureInfo.InvariantCulture)} ({Least.ToString(Format, CultureInfo.InvariantCulture)}–{Most.ToString(Format, CultureInfo.InvariantCulture)})");
    }
}
