namespace Bursar.Forecasting;

/// <summary>
/// Amounts that the rest of a period might use: days of past weeks in a row, each in the place of the same weekday, so that
/// what makes one day busy after another is kept.
/// </summary>
internal static class Futures
{
    private const int Draws = 300;

    /// <summary>Weeks to draw from.</summary>
    private const int Weeks = 10;

    /// <param name="expected">Around which they lie.</param>
    /// <param name="widening">Factor for what they differ by.</param>
    public static double[] Draw(UseHistory history, int today, double hour, int days, double expected, double widening)
    {
        var weeks = Math.Min(Weeks, today / 7);
        var futures = new double[Draws];
        if (weeks == 0 || expected <= 0)
        {
            Array.Fill(futures, Math.Max(0, expected));
            return futures;
        }

        // Sums of each day once: the same past days are drawn again and again.
        var totals = new double[(weeks * 7) + 1];
        for (var back = 1; back < totals.Length; back++)
        {
            totals[back] = history.Total(today - back);
        }

        var firsts = new double[weeks];
        for (var week = 0; week < weeks; week++)
        {
            firsts[week] = history.After(today - (week * 7) - 7, hour);
        }

        var random = new Dice(today);
        for (var draw = 0; draw < Draws; draw++)
        {
            var sum = 0.0;
            for (var i = 0; i < days; i++)
            {
                var week = i % 7 == 0 ? random.Next(weeks) : random.Last;
                sum += i == 0 ? firsts[week] : totals[(week * 7) + 7 - (i % 7)];
            }

            futures[draw] = sum;
        }

        // The level is itself estimated from so many days: a forecast is off by that too. And the quantiles of few weeks lie too
        // near each other, by about so much.
        var widths = widening * Math.Sqrt(1 + ((double)days / (weeks * 7))) * (1 + (1.2 / weeks));
        var mean = futures.Average();
        return mean <= 0 ? futures : Array.ConvertAll(futures, future => Math.Max(0, expected + (((future * expected / mean) - expected) * widths)));
    }

    /// <summary>A small generator of its own, so that a forecast is the same on every machine and version.</summary>
    private sealed class Dice(int seed)
    {
        private ulong _state = ((ulong)seed * 0x9E3779B97F4A7C15) + 0x1234567;

        public int Last { get; private set; }

        public int Next(int sides)
        {
            _state += 0x9E3779B97F4A7C15;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return Last = (int)((mixed ^ (mixed >> 31)) % (ulong)sides);
        }
    }
}
