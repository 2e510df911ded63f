namespace Bursar.Forecasting;

/// <summary>How forecasts of a history's own past compare with what came.</summary>
/// <param name="Count">Forecasts, each made with what was known then.</param>
/// <param name="Periods">Periods that they are of.</param>
/// <param name="Covered">Of how many the interval held the total.</param>
/// <param name="Error">Mean absolute error of the expected total, in dollars.</param>
/// <param name="StraightLineError">The same of the pace so far, kept up.</param>
/// <param name="MeanTotal">Mean total of the periods, for comparison.</param>
public sealed record Backtest(int Count, int Periods, int Covered, double Error, double StraightLineError, double MeanTotal)
{
    public double? Coverage => Count == 0 ? null : (double)Covered / Count;

    /// <summary>Noon: a day's forecast is of use while it goes on.</summary>
    private const double HourOfDayForecasts = 12;

    /// <summary>Goes back through every whole period of which enough was known, at the start of each of its days but the first.</summary>
    /// <param name="today">Nothing of this day or after is looked at.</param>
    public static Backtest Of(UseHistory history, ForecastPeriod period, int today)
    {
        int count = 0, covered = 0, periods = 0;
        double error = 0, straightError = 0, sum = 0;
        for (var index = 0; index < today;)
        {
            var (first, last) = period.Around(history.Day(index));
            int from = history.Index(first), until = history.Index(last);
            index = until;
            if (until > today)
            {
                break;
            }

            var before = count;
            for (var origin = period.IsDay ? from : from + 1; origin < until; origin++)
            {
                var forecast = Forecaster.Of(history, origin, period.IsDay ? HourOfDayForecasts : 0, from, until);
                if (forecast is not { Interval: { } interval, StraightLine: { } straight })
                {
                    continue;
                }

                var actual = history.Sum(from, until);
                count++;
                covered += actual >= interval.Low - Rounding && actual <= interval.High + Rounding ? 1 : 0;
                error += Math.Abs(forecast.Expected - actual);
                straightError += Math.Abs(straight - actual);
                sum += actual;
            }

            periods += count > before ? 1 : 0;
        }

        return count == 0 ? new Backtest(0, 0, 0, 0, 0, 0) : new Backtest(count, periods, covered, error / count, straightError / count, sum / count);
    }

    /// <summary>Sums of the same days in another order may differ by it.</summary>
    private const double Rounding = 1e-9;
}
