namespace Bursar.Bench.Corpus;

/// <summary>Seeded chance. Our own generator (SplitMix64), so that a seed means the same corpus on every runtime.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>An independent stream for one numbered part, so that parts can be made in any order.</summary>
    public static Dice For(long seed, long part) => new(Mix((ulong)seed * 0x9E3779B97F4A7C15 + (ulong)part + 1));

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>From <paramref name="low"/> up to, not including, <paramref name="high"/>.</summary>
    public long Between(long low, long high) => low + (long)Math.BigMul(Next(), (ulong)(high - low), out _);

    public T Pick<T>(IReadOnlyList<T> items) => items[(int)Between(0, items.Count)];

    /// <summary>Earlier items more often: real projects and models are used very unevenly.</summary>
    public T PickEarly<T>(IReadOnlyList<T> items) => items[(int)(Math.Pow(Unit(), 2) * items.Count)];

    public long LogNormal(double median, double sigma, long low, long high)
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());
        return Math.Clamp((long)(median * Math.Exp(sigma * normal)), low, high);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
