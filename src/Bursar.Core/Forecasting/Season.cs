namespace Bursar.Forecasting;

/// <summary>The recent level of a day, and how days of the week differ from it, as they stood at the beginning of a day.</summary>
internal sealed class Season
{
    /// <summary>Days by which a day counts half as much as today.</summary>
    private const double HalfLife = 14;

    /// <summary>Days that the level is taken from.</summary>
    private const int LevelDays = 56;

    /// <summary>Days that the pattern of the week is taken from.</summary>
    private const int PatternDays = 84;

    /// <summary>A weekday's factor counts as much as so many weeks without a pattern: few data are drawn to 1.</summary>
    private const double Shrinkage = 3;

    /// <summary>A day counts at most as so many times a busy one, so that one spike does not set the level.</summary>
    private const double Cap = 3;

    /// <summary>A day may be off by more; it tells no more by it.</summary>
    private const double MostPace = 4;

    private readonly double[] _factors = new double[7];
    private readonly double _level;
    private readonly double _shareBefore;
    private readonly double _restOfToday;

    /// <param name="history">Days before <paramref name="today"/> are looked at, and nothing after.</param>
    /// <param name="today">The first day that is not over.</param>
    /// <param name="hour">How much of it is: 0 to 24.</param>
    public Season(UseHistory history, int today, double hour)
    {
        var days = Capped(history, Math.Max(0, today - PatternDays), today);
        var mean = days.Count == 0 ? 0 : days.Average(day => day.Total);
        Array.Fill(_factors, 1);
        if (mean > 0)
        {
            foreach (var weekday in days.GroupBy(day => (int)history.Day(day.Index).DayOfWeek))
            {
                _factors[weekday.Key] = ((weekday.Sum(day => day.Total) / mean) + Shrinkage) / (weekday.Count() + Shrinkage);
            }

            var middle = _factors.Average();
            for (var i = 0; i < _factors.Length; i++)
            {
                _factors[i] /= middle;
            }
        }

        double sum = 0, weights = 0;
        foreach (var (index, total) in days.Where(day => day.Index >= today - LevelDays))
        {
            var weight = Math.Pow(0.5, (today - index) / HalfLife);
            sum += weight * total;

            // Weighing the factors too makes a window that holds more Mondays than Sundays no higher for it.
            weights += weight * _factors[(int)history.Day(index).DayOfWeek];
        }

        _level = weights > 0 ? sum / weights : 0;
        _shareBefore = ShareBefore(history, today, hour);
        _restOfToday = Expect(history.Day(today)) * (1 - _shareBefore) * (1 + (Momentum(history, today, hour) * (Pace(history, today, hour) - 1)));
    }

    /// <summary>Dollars that a whole day is expected to use.</summary>
    public double Expect(DateOnly day) => _level * _factors[(int)day.DayOfWeek];

    /// <summary>Dollars that today is still expected to use.</summary>
    public double ExpectRest() => _restOfToday;

    /// <summary>How a day began, against what is usual at that time: 1 is usual.</summary>
    private double Pace(UseHistory history, int day, double hour) =>
        Expect(history.Day(day)) * _shareBefore is var usual and > 0 ? Math.Min(MostPace, history.Before(day, hour) / usual) : 1;

    /// <summary>How much of the pace of a day's beginning its rest keeps, 0 to 1: the slope of one on the other, over past days.</summary>
    private double Momentum(UseHistory history, int today, double hour)
    {
        double products = 0, squares = 0;
        for (var i = Math.Max(0, today - LevelDays); i < today && _shareBefore is > 0 and < 1; i++)
        {
            if (Expect(history.Day(i)) * (1 - _shareBefore) is var usual and > 0)
            {
                var pace = Pace(history, i, hour) - 1;
                products += pace * (Math.Min(MostPace, history.After(i, hour) / usual) - 1);
                squares += pace * pace;
            }
        }

        return squares > 0 ? Math.Clamp(products / (squares + Shrinkage), 0, 1) : 0;
    }

    private static List<(int Index, double Total)> Capped(UseHistory history, int from, int until)
    {
        var days = Enumerable.Range(from, Math.Max(0, until - from)).Select(index => (Index: index, Total: history.Total(index))).ToList();
        var busy = days.Select(day => day.Total).Where(total => total > 0).Order().ToList();
        var cap = busy.Count == 0 ? 0 : Cap * busy[(int)(0.8 * (busy.Count - 1))];
        return days.ConvertAll(day => (day.Index, Math.Min(day.Total, cap)));
    }

    /// <summary>Which share of a day's use is usually over at this time; drawn to an even pace while little is known.</summary>
    private static double ShareBefore(UseHistory history, int today, double hour)
    {
        double before = 0, all = 0;
        for (var i = Math.Max(0, today - LevelDays); i < today; i++)
        {
            if (history.Total(i) is var total and > 0)
            {
                // Shares and not dollars, so that a costly day has no larger say.
                before += 1 - (history.After(i, hour) / total);
                all++;
            }
        }

        return (before + (Shrinkage * hour / UseHistory.HoursPerDay)) / (all + Shrinkage);
    }
}
