using System.CommandLine;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;
using Bursar.Guard.Human;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Reports;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Cli.Guarding;

/// <summary>Shows, checks and changes limits.</summary>
internal static class PolicyCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new ExampleCommand("policy", "Show, check and change limits and budgets (docs/policy.md).", "bursar policy set maxSpendUSD=10");
        command.Subcommands.Add(Check(context));
        command.Subcommands.Add(Show(context));
        command.Subcommands.Add(Set(context));
        command.Subcommands.Add(Confirm(context));
        return command;
    }

    private static ExampleCommand Check(CommandContext context)
    {
        var file = new Argument<string?>("FILE") { Description = "The policy file (default: the user's).", Arity = ArgumentArity.ZeroOrOne };
        var command = new ExampleCommand("check", "Say everything that is wrong with a policy file.", "bursar policy check .bursar/policy.json");
        command.Arguments.Add(file);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file) ?? context.Paths.PolicyFile;
            var (policy, errors) = PolicyReader.Read(Policies.Read(path), path, SourceOf(context, path), Path.GetFileName(path) is ".aflock");
            if (policy is not null)
            {
                var limits = policy.Budgets.Sum(budget => budget.Limits.Count);
                context.Terminal.Out.WriteLine($"{path} is sound: {limits} limit{(limits == 1 ? "" : "s")}{Describe(policy)}.");
                return (int)ExitCode.Done;
            }

            foreach (var error in errors)
            {
                context.Terminal.Error.WriteLine($"error: {error}");
            }

            context.Terminal.Error.WriteLine("hint: docs/policy.md says what is allowed. Until the file is correct, the guard stops every session that it applies to.");
            return (int)ExitCode.BadInput;
        });
        return command;
    }

    private static string Describe(PolicyFile policy) => policy.Budgets.Count(budget => budget.Name is not null) switch
    {
        0 => "",
        1 => " (one budget)",
        var count => $" ({count} budgets)",
    };

    /// <summary>A file in a project's place is read as one, so that what is not allowed there is told.</summary>
    private static PolicySource SourceOf(CommandContext context, string path) =>
        Path.GetFullPath(path) == Path.GetFullPath(context.Paths.PolicyFile) ? PolicySource.User
        : Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) is ".bursar" ? PolicySource.Project
        : PolicySource.Given;

    private static ExampleCommand Show(CommandContext context)
    {
        var cwd = new Option<string?>("--cwd") { Description = "The project's folder (default: the current one).", HelpName = "DIR" };
        var json = new Option<bool>("--json") { Description = "Print JSON (docs/json.md)." };
        var command = new ExampleCommand("show", "The limits in force here, each with the file it comes from.", "bursar policy show");
        command.Options.Add(cwd);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var folder = Path.GetFullPath(parsed.GetValue(cwd) ?? Directory.GetCurrentDirectory());
            var policy = Policies.Effective(context, folder);
            var sheet = new PolicySheet(policy, Policies.Environment(context), SpendAdvice.Of(context, policy, folder));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(context.Terminal, sheet.Write);
            }
            else
            {
                sheet.Print(context.Terminal);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static ExampleCommand Set(CommandContext context)
    {
        var settings = new Argument<string[]>("NAME=VALUE") { Description = $"{string.Join(", ", LimitKinds.Keys)} (a number, with :post-hoc or :fail-fast if you like, or none to remove), onError, onUnpriced, basis, cacheReads, protect, anomalies.", Arity = ArgumentArity.OneOrMore };
        var project = new Option<bool>("--project") { Description = "Write .bursar/policy.json of the current folder instead of the user's policy." };
        var command = new ExampleCommand("set", "Set limits in the user's policy. Not inside Claude Code.", "bursar policy set maxSpendUSD=10 maxTurns=200:post-hoc");
        command.Arguments.Add(settings);
        command.Options.Add(project);
        command.SetAction(parsed =>
        {
            HumanOnly.Require(context.Environment, "bursar policy set");
            var path = parsed.GetValue(project) ? Path.Combine(Directory.GetCurrentDirectory(), ".bursar", "policy.json") : context.Paths.PolicyFile;
            var policy = PolicyEditor.Set(path, parsed.GetValue(project) ? PolicySource.Project : PolicySource.User, parsed.GetValue(settings)!);
            context.Terminal.Out.WriteLine($"Wrote {path}. A session that is running keeps the stricter of old and new limits until you confirm: bursar policy confirm --session ID");
            if (SpendAdvice.Of(context, new EffectivePolicy([policy], []), Directory.GetCurrentDirectory()) is { } advice)
            {
                context.Terminal.Out.WriteLine(advice);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static ExampleCommand Confirm(CommandContext context)
    {
        var session = new Option<string>("--session") { Description = "The session (id, or its beginning).", HelpName = "ID", Required = true };
        var command = new ExampleCommand("confirm", "Let a running session go by the policies as they are now. Not inside Claude Code.", "bursar policy confirm --session 8f1b25d6");
        command.Options.Add(session);
        command.SetAction(parsed =>
        {
            HumanOnly.Require(context.Environment, "bursar policy confirm");
            using var ledger = LedgerStore.Open(context.Paths.Ledger);
            var id = SessionUsages.ResolveKnown(ledger, parsed.GetValue(session)!);
            var known = new GuardBook(ledger).Find(id) ?? throw UserError.BadInput($"The guard has not seen the session {id}.", "Only sessions that run with Bursar's hooks have a policy to confirm.");
            Policies.Effective(context, known.Project);
            ledger.Transact(() =>
            {
                PinnedPolicies.Replace(ledger, id, PolicyFiles.Find(BursarPaths.ManagedPolicyFile, context.Paths.PolicyFile, known.Project));
                Journal.Write(ledger, new JournalEntry(Timestamp.Of(context.Clock.GetUtcNow()), JournalKind.Policy, id, "confirm", "A human confirmed the policies as they are now."));
                return 0;
            });
            context.Terminal.Out.WriteLine($"Session {id} goes by the policies as they are now.");
            return (int)ExitCode.Done;
        });
        return command;
    }
}
