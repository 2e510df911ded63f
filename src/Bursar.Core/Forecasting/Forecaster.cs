using Bursar.Estimating;

namespace Bursar.Forecasting;

/// <summary>
/// Expects of each day left what such days used lately, and takes the interval from weeks as they were: drawn at random, and
/// then widened by what past forecasts of the same reach were off. The same history gives the same forecast.
/// </summary>
public static class Forecaster
{
    /// <summary>Parts of the interval that lie below it and above it.</summary>
    private const double Tail = 0.1;

    /// <summary>More than the four of five that shall lie within: of few trials that overlap, the quantile itself is uncertain.</summary>
    private const double Wanted = 0.86;

    /// <summary>Past forecasts looked at for the widening.</summary>
    private const int MaxTrials = 40;

    /// <summary>Trials that share no day count as evidence; the widening is drawn to none as if so many more had needed none.</summary>
    private const double Doubt = 0.5;

    private const double LeastWidening = 0.5;
    private const double MostWidening = 3;

    /// <param name="history">What was used; nothing at or after the given time is looked at.</param>
    /// <param name="today">Index of the day that is going on.</param>
    /// <param name="hour">How much of it is over: 0 to 24.</param>
    /// <param name="from">The period's first day, by its index in the history; it may lie before that.</param>
    /// <param name="until">The day after its last.</param>
    public static Forecast Of(UseHistory history, int today, double hour, int from, int until)
    {
        var enough = Enough(history, today);
        var spent = history.Sum(from, today) + history.Before(today, hour);
        var length = until - from;
        var elapsed = today - from + (hour / UseHistory.HoursPerDay);
        var straight = elapsed > 0 ? spent / elapsed * length : (double?)null;
        var rest = Rest(history, today, hour, until - today);
        if (!enough.IsEnough)
        {
            return new Forecast(spent, straight is { } line ? line - spent : rest.Sum(), null, straight, Even(straight - spent, until - today, hour) ?? rest, [], enough);
        }

        var expected = rest.Sum();
        var totals = Array.ConvertAll(Futures.Draw(history, today, hour, until - today, expected, Widening(history, today, hour, until - today)), future => spent + future);
        Array.Sort(totals);
        return new Forecast(spent, expected, new Interval(Quantile(totals, Tail), Quantile(totals, 1 - Tail)), straight, rest, totals, enough);
    }

    /// <summary>How much is known before a day.</summary>
    public static Enough Enough(UseHistory history, int today)
    {
        var used = Enumerable.Range(0, Math.Max(0, Math.Min(today, history.Count))).Where(index => history.Total(index) > 0).ToList();
        return new Enough(used.Count, used.Count == 0 ? 0 : today - used[0]);
    }

    internal static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[^1];
    }

    private static double[] Rest(UseHistory history, int today, double hour, int days)
    {
        var season = new Season(history, today, hour);
        var rest = new double[days];
        for (var i = 0; i < days; i++)
        {
            rest[i] = i == 0 ? season.ExpectRest() : season.Expect(history.Day(today + i));
        }

        return rest;
    }

    private static double[]? Even(double? rest, int days, double hour)
    {
        if (rest is not { } all)
        {
            return null;
        }

        var first = 1 - (hour / UseHistory.HoursPerDay);
        return [.. Enumerable.Range(0, days).Select(i => all * (i == 0 ? first : 1) / (days - 1 + first))];
    }

    /// <summary>
    /// By what factor intervals would have had to be wider for four of five past totals to lie within: levels move, and weeks
    /// drawn at random do not.
    /// </summary>
    private static double Widening(UseHistory history, int today, double hour, int days)
    {
        var step = Math.Max(1, days / 4);
        var scores = new List<double>();
        for (var origin = today - days; origin > 0 && scores.Count < MaxTrials && Enough(history, origin).IsEnough; origin -= step)
        {
            var expected = Rest(history, origin, hour, days).Sum();
            var futures = Futures.Draw(history, origin, hour, days, expected, 1);
            Array.Sort(futures);
            var actual = history.Sum(origin + 1, origin + days) + history.After(origin, hour);
            var reach = actual >= expected ? Quantile(futures, 1 - Tail) - expected : expected - Quantile(futures, Tail);
            scores.Add(reach > 0 ? Math.Abs(actual - expected) / reach : actual == expected ? 0 : MostWidening);
        }

        if (scores.Count == 0)
        {
            return 1;
        }

        var sorted = scores.Order().ToArray();
        var needed = Math.Clamp(Quantile(sorted, Wanted), LeastWidening, MostWidening);
        var evidence = scores.Count * (double)step / days;
        return 1 + ((needed - 1) * evidence / (evidence + Doubt));
    }
}
