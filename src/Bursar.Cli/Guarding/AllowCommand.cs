using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Guard.Human;
using Bursar.Guard.Verifying;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Bursar.Pricing;
using Bursar.Transcripts;

namespace Bursar.Cli.Guarding;

/// <summary>A human's override of a limit: bounded in amount and time, and in the journal.</summary>
internal static class AllowCommand
{
    /// <summary>Less cannot be told from nothing.</summary>
    private const decimal MinDollars = 0.0001m;

    private const decimal MaxDollars = 1_000_000;

    public static Command Create(CommandContext context)
    {
        var session = new Option<string?>("--session") { Description = "Raise this session's own limits (id, or its beginning).", HelpName = "ID" };
        var budget = new Option<string?>("--budget") { Description = "Raise the budget of this name.", HelpName = "NAME" };
        var usd = AmountOptions.Dollars("--add-usd", "Dollars to add.");
        var tokens = Count("--add-tokens", "Tokens to add, to the input and the output limit.");
        var turns = Count("--add-turns", "Turns to add.");
        var calls = Count("--add-tool-calls", "Tool calls to add.");
        var time = AmountOptions.Duration("--add-time", "Time to add, such as 30m or 2h.");
        var until = AmountOptions.Duration("--for", "How long the allowance holds, such as 2h (default: 24h, at most 31d).");
        var command = new ExampleCommand("allow", "Allow a session or budget more than its limit, for a while. Not inside Claude Code.", "bursar allow --session 8f1b25d6 --add-usd 5 --for 2h");
        foreach (var option in new Option[] { session, budget, usd, tokens, turns, calls, time, until })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            HumanOnly.Require(context.Environment, "bursar allow");
            var amounts = new List<(LimitKind, Int128)>();
            Add(amounts, LimitKind.Spend, parsed.GetValue(usd) is { } dollars ? Dollars(dollars) : null);
            Add(amounts, LimitKind.TokensIn, parsed.GetValue(tokens));
            Add(amounts, LimitKind.TokensOut, parsed.GetValue(tokens));
            Add(amounts, LimitKind.Turns, parsed.GetValue(turns));
            Add(amounts, LimitKind.ToolCalls, parsed.GetValue(calls));
            Add(amounts, LimitKind.WallTime, parsed.GetValue(time) is { } span ? Seconds(span) : null);
            return (int)Grant(context, parsed.GetValue(session), parsed.GetValue(budget), amounts, parsed.GetValue(until) ?? Allowance.DefaultTime);
        });
        command.Subcommands.Add(List(context));
        command.Subcommands.Add(Revoke(context));
        return command;
    }

    private static ExampleCommand List(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("list", "What is allowed on top of limits now, and until when.", "bursar allow list");
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            using var ledger = LedgerStore.OpenReadOnly(context.Paths.Ledger);
            var allowed = ledger is null ? [] : Overrides.InForce(ledger, Timestamp.Of(context.Clock.GetUtcNow()));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(context.Terminal, writer => Write(writer, allowed));
            }
            else
            {
                Print(context, allowed);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Override> allowed)
    {
        json.WriteStartArray("allowances");
        foreach (var entry in allowed)
        {
            json.WriteStartObject();
            json.WriteString("session_id", entry.Session);
            json.WriteString("budget", entry.Budget);
            json.WriteString("kind", entry.Kind.Key());
            json.WriteNumber("amount", Amount.Number(entry.Kind, entry.Amount));
            JsonOutput.Instant(json, "at", Timestamp.ToDateTimeOffset(entry.At));
            JsonOutput.Instant(json, "until", Timestamp.ToDateTimeOffset(entry.Until));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Print(CommandContext context, IReadOnlyList<Override> allowed)
    {
        if (allowed.Count == 0)
        {
            context.Terminal.Out.WriteLine("Nothing is allowed on top of any limit now.");
            return;
        }

        var time = context.Time();
        Cell At(long instant) => Cell.Of(time.At(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        Column[] columns = [new("Whose", "whose", IsNumber: false, Wraps: true), new("Limit", "kind", IsNumber: false), new("On top", "amount"), new("Allowed", "at", IsNumber: false, IsWide: true), new("Until", "until", IsNumber: false)];
        var rows = allowed.Select(entry => new SheetRow(
            [Cell.Of(entry.Budget is { } name ? $"budget {name}" : $"session {entry.Session}"), Cell.Of(entry.Kind.Key()), Cell.Of(Amount.Text(entry.Kind, entry.Amount)), At(entry.At), At(entry.Until)]));
        SheetRenderer.Render(new Sheet("", columns, [.. rows], []), SheetForm.Table, compact: false, context.Terminal);
    }

    private static ExampleCommand Revoke(CommandContext context)
    {
        var session = new Option<string?>("--session") { Description = "What this session was allowed (id, or its beginning).", HelpName = "ID" };
        var budget = new Option<string?>("--budget") { Description = "What the budget of this name was allowed.", HelpName = "NAME" };
        var command = new ExampleCommand("revoke", "Take back what was allowed, before it runs out. Not inside Claude Code.", "bursar allow revoke --budget daily");
        command.Options.Add(session);
        command.Options.Add(budget);
        command.SetAction(parsed =>
        {
            HumanOnly.Require(context.Environment, "bursar allow");
            var (wanted, name) = (parsed.GetValue(session), parsed.GetValue(budget));
            MustBeOne(wanted, name, "what to take back");
            using var ledger = LedgerStore.Open(context.Paths.Ledger);
            var said = Allowance.Revoke(ledger, Policies.Environment(context), wanted is null ? null : SessionUsages.ResolveKnown(ledger, wanted), name)
                ?? throw UserError.BadInput($"Nothing is allowed to {(name is null ? $"the session {wanted}" : $"the budget '{name}'")} now.", "See what is with `bursar allow list`.");
            context.Terminal.Out.WriteLine(said);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void MustBeOne(string? session, string? budget, string what)
    {
        if (session is "" || budget is "" || session is null == budget is null)
        {
            throw UserError.BadInput($"Expected either --session ID or --budget NAME: {what}.");
        }
    }

    private static ExitCode Grant(CommandContext context, string? session, string? budget, List<(LimitKind, Int128)> amounts, TimeSpan time)
    {
        MustBeOne(session, budget, "whose limit to raise");
        if (amounts.Count == 0)
        {
            throw UserError.BadInput("Expected what to add: --add-usd, --add-tokens, --add-turns, --add-tool-calls or --add-time.");
        }

        if (time > Allowance.MaxTime)
        {
            throw UserError.BadInput($"--for: {time.TotalDays:0} days is too long; expected at most {Allowance.MaxTime.TotalDays:0} days.", "What shall hold for longer belongs into the policy: `bursar policy set`.");
        }

        if (budget is not null)
        {
            WarnOfBudget(context, budget, amounts);
        }

        using var ledger = LedgerStore.Open(context.Paths.Ledger);
        var id = session is null ? null : SessionUsages.ResolveKnown(ledger, session);
        var said = Allowance.Grant(ledger, Policies.Environment(context), id, budget, amounts, time);
        context.Terminal.Out.WriteLine(said);
        Warn(context, ledger, id, budget, amounts);
        return ExitCode.Done;
    }

    /// <summary>A policy of another folder may have what those that apply here do not.</summary>
    private static void WarnOfBudget(CommandContext context, string name, List<(LimitKind Kind, Int128)> amounts)
    {
        var limits = Policies.Found(context, Directory.GetCurrentDirectory()).Files.SelectMany(file => file.Budgets).Where(budget => budget.Name == name).SelectMany(budget => budget.Limits).Select(limit => limit.Kind).ToList();
        if (limits.Count == 0)
        {
            context.Terminal.Error.WriteLine($"warning: no policy that applies in this folder has a budget '{name}'; the allowance holds where there is one. `bursar policy show` lists them.");
        }
        else if (!amounts.Any(added => limits.Contains(added.Kind)))
        {
            context.Terminal.Error.WriteLine($"warning: that raises no limit of the budget '{name}' here: it has {string.Join(", ", limits.Distinct().Select(kind => kind.Key()))}.");
        }
    }

    /// <summary>Who allows more wants the session to go on: what stops it still, and what was allowed for nothing, is told now.</summary>
    private static void Warn(CommandContext context, LedgerStore ledger, string? session, string? budget, List<(LimitKind Kind, Int128)> amounts)
    {
        // A budget's sums are the same for every session, for one that is not there too.
        var check = LimitCheck.Now(ledger, Policies.Environment(context), session ?? "", Directory.GetCurrentDirectory(), everywhere: budget is not null);
        foreach (var limit in check.Limits.Where(limit => limit.Stops && (budget is null || limit.Budget.Name == budget)))
        {
            context.Terminal.Error.WriteLine($"warning: {limit.Name} is still reached: {Amount.Text(limit.Limit.Kind, limit.Used)} used of {Amount.Text(limit.Limit.Kind, limit.Value)}. To go on: {Allowance.Command(limit, session ?? "ID")}");
        }

        // A budget may stand in a policy of another folder; a session's policies are known.
        if (session is not null && check.Broken.Count == 0 && !amounts.Any(added => check.Limits.Any(limit => limit.Limit.Kind == added.Kind && limit.Allowed > 0)))
        {
            context.Terminal.Error.WriteLine($"warning: no limit of this session is raised by that: {(check.Limits.Count == 0 ? "it has none" : $"it has {string.Join(", ", check.Limits.Select(limit => limit.Name))}")}. A budget over days or weeks is raised with --budget NAME.");
        }
    }

    private static void Add(List<(LimitKind, Int128)> amounts, LimitKind kind, Int128? amount)
    {
        if (amount is { } some)
        {
            amounts.Add((kind, some));
        }
    }

    private static Int128 Seconds(TimeSpan time) => time.TotalSeconds >= 1 ? (Int128)(long)time.TotalSeconds : throw UserError.BadInput("--add-time: time limits count in seconds; expected one second or more.");

    private static Int128 Dollars(decimal dollars) => dollars is >= MinDollars and <= MaxDollars && decimal.IsInteger(dollars * Money.PerDollar)
        ? (Int128)(dollars * Money.PerDollar)
        : throw UserError.BadInput(string.Create(CultureInfo.InvariantCulture, $"--add-usd: {dollars} is no amount to allow; expected at least {MinDollars} and at most {MaxDollars:0}."));

    private static Option<long?> Count(string name, string description)
    {
        var option = new Option<long?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(long.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1_000_000_000_000))
            {
                result.AddError($"{name}: '{token.Value}' is no amount to allow; expected a whole number above 0.");
            }
        });
        return option;
    }
}
