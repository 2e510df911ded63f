using System.Collections.Immutable;
using System.Globalization;
using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Pricing;

namespace Bursar.Guard.StatusLine;

/// <summary>A figure in words, and how near it is to its end.</summary>
internal readonly record struct StatusField(string Text, Tone Tone);

/// <summary>The fields of a template. Null where there is nothing to say.</summary>
internal sealed class StatusFields(StatusInput input, StatusFigures figures, long now)
{
    /// <summary>From the one that is given up last, where there is no room for all, to the one that goes first.</summary>
    public static ImmutableArray<string> All { get; } = ["left", "session", "today", "model", "context", "burn", "fiveHour", "sevenDay", "client"];

    private const int MaxName = 60;

    /// <summary>Its place in <see cref="All"/>; negative for what is no field.</summary>
    public static int PlaceOf(string name) => All.IndexOf(name);

    public StatusField? Find(string name) => name switch
    {
        "model" => Model(),
        "session" => Session(),
        "today" => Plain(figures.Today is { } today ? Text(today) : null),
        "left" => Left(),
        "burn" => Plain(figures.Burn is { } burn ? Money.Format(burn) : null),
        "context" => Percent(input.ContextUsed),
        "fiveHour" => Plan(input.FiveHour),
        "sevenDay" => Plan(input.SevenDay),
        "client" => Plain(input.TotalCost is { } total ? Money.Format(total) : null),
        _ => null,
    };

    private StatusField? Model() => Plain(Name(input.ModelName) ?? Name(input.ModelId));

    /// <summary>Somebody else's text, as one that fits into a line.</summary>
    private static string? Name(string? text) => DisplayText.Cut(DisplayText.Clean(text ?? "").Trim(), MaxName) is { Length: > 0 } name ? name : null;

    /// <summary>Until the session's first response is in the ledger, the client's own figure stands in, marked as not ours.</summary>
    private StatusField? Session() => Plain(figures.Session is { } session ? Text(session) : input.TotalCost is { } total ? "~" + Money.Format(total) : null);

    private StatusField? Left() =>
        figures.Unreadable is { } what ? new StatusField($"{what} cannot be read", Tone.Reached)
        : figures.Nearest is { } limit ? new StatusField(LeftText.Of(limit), Nearness.Tone(limit.IsBreached ? Nearness.Whole : Nearness.Of(limit)))
        : null;

    /// <summary>A window that has begun anew since the client heard of it is not known.</summary>
    private StatusField? Plan(PlanUse? plan) => plan is null || plan.ResetsAt <= now ? null : Percent(plan.Used);

    private static StatusField? Percent(long? thousandths) => thousandths is { } used
        ? new StatusField(((used + 500) / 1000).ToString(CultureInfo.InvariantCulture) + "%", Nearness.Tone(used))
        : null;

    private static string Text(CostSum sum) => $"{(sum.IsFloor ? "≥" : "")}{Money.Format(sum.Cost)}{(sum.HasUnpriced ? "?" : "")}";

    private static StatusField? Plain(string? text) => text is null ? null : new StatusField(text, Tone.Plain);
}
