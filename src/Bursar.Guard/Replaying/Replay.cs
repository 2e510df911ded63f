using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Reports;
using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Guard.Replaying;

/// <summary>A limit that was reached when history was played through a policy.</summary>
/// <param name="At">Microseconds of UTC of the response that reached it.</param>
/// <param name="Response">Which response of the session that was, from 1.</param>
/// <param name="Status">The limit as it then stood: stopping, advisory, or judged at the end.</param>
public sealed record ReplayBreach(string Session, long At, long Response, LimitStatus Status);

/// <summary>What became of one session.</summary>
/// <param name="Spent">What would have been made.</param>
/// <param name="Saved">What would not have been made.</param>
/// <param name="StoppedBy">The first limit that would have stopped something of it; null if none.</param>
public sealed record ReplayedSession(string Session, string? Project, AuthMode AuthMode, Spent Spent, Spent Saved, long Responses, long SavedResponses, ReplayBreach? StoppedBy);

/// <summary>History played through a policy.</summary>
public sealed record ReplayResult(IReadOnlyList<ReplayedSession> Sessions, IReadOnlyList<ReplayBreach> Breaches);

/// <summary>
/// Plays history through a policy, response by response in the order of time: a response is made unless a limit that it
/// falls under had been reached before it, so the one that crosses a limit is still made, as when the guard is at work.
/// </summary>
public sealed class Replay(LedgerStore ledger, GuardEnvironment environment, EffectivePolicy policy)
{
    private readonly Dictionary<(Budget Budget, string Key), Account> _accounts = [];
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly List<ReplayBreach> _breaches = [];
    private readonly GuardBook _book = new(ledger);

    public ReplayResult Run(string? session, long since)
    {
        foreach (var response in ResponseQuery.Read(ledger, session, since))
        {
            Play(response);
        }

        return new ReplayResult(
            [.. _sessions.Values.Select(entry => new ReplayedSession(entry.Id, entry.Project, entry.AuthMode, entry.Spent, entry.Saved, entry.Responses, entry.SavedResponses, entry.StoppedBy))],
            _breaches);
    }

    private void Play(SpendingResponse response)
    {
        if (!_sessions.TryGetValue(response.Session, out var session))
        {
            var known = _book.Find(response.Session) ?? Verifying.SessionAuth.Guess(environment, response.Session, response.At, response.Context.Project);
            session = new Session(response.Session, response.Context.Project, response.At, known.AuthMode);
            _sessions.Add(response.Session, session);
        }

        var budgets = policy.Files.SelectMany(file => file.Budgets.Where(budget => budget.Scope.Matches(response.Context)).Select(budget => (file, budget))).ToList();
        var accounts = budgets.ConvertAll(entry => AccountOf(entry.file, entry.budget, session, response.At));
        session.Responses += response.IsResponse ? 1 : 0;
        var stopped = accounts.Find(account => account.StoppedBy(session.Id) is not null);
        if (stopped is not null || (!response.IsResponse && session.LastWasSaved))
        {
            session.LastWasSaved = true;
            session.Saved.Add(response.Spent);
            session.SavedResponses += response.IsResponse ? 1 : 0;
            session.StoppedBy ??= stopped?.StoppedBy(session.Id);
            return;
        }

        session.LastWasSaved = false;
        session.Spent.Add(response.Spent);
        foreach (var account in accounts)
        {
            account.Spent.Add(response.Spent);
        }

        for (var i = 0; i < accounts.Count; i++)
        {
            Judge(budgets[i].file, budgets[i].budget, accounts[i], session, response.At);
        }
    }

    private void Judge(PolicyFile file, Budget budget, Account account, Session session, long at)
    {
        account.Spent.Seconds = Math.Max(0, at - session.First) / Timestamp.PerSecond;
        foreach (var status in Policy.Judge.One(file, budget, session.AuthMode, account.Spent, _ => 0))
        {
            if (status.IsBreached && account.Reached.Add((status.Limit, status.Advisory)))
            {
                var breach = new ReplayBreach(session.Id, at, session.Responses, status);
                _breaches.Add(breach);
                account.Stop ??= status.Stops ? breach : null;
            }
        }
    }

    private Account AccountOf(PolicyFile file, Budget budget, Session session, long at)
    {
        var key = budget.Period == BudgetPeriod.Session ? session.Id : Situation.Start(environment.Time, budget.Period, at).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!_accounts.TryGetValue((budget, $"{file.Path}|{key}"), out var account))
        {
            account = new Account();
            _accounts.Add((budget, $"{file.Path}|{key}"), account);
        }

        return account;
    }

    /// <summary>What one budget has counted in one of its periods.</summary>
    private sealed class Account
    {
        public Spent Spent { get; } = new();

        public HashSet<(Limit, string?)> Reached { get; } = [];

        public ReplayBreach? Stop { get; set; }

        public ReplayBreach? StoppedBy(string session) => Stop is null ? null : Stop with { Session = session };
    }

    private sealed class Session(string id, string? project, long first, AuthMode authMode)
    {
        public string Id { get; } = id;

        public string? Project { get; } = project;

        public long First { get; } = first;

        public AuthMode AuthMode { get; } = authMode;

        public Spent Spent { get; } = new();

        public Spent Saved { get; } = new();

        public long Responses { get; set; }

        public long SavedResponses { get; set; }

        public bool LastWasSaved { get; set; }

        public ReplayBreach? StoppedBy { get; set; }
    }
}
