using System.Runtime.InteropServices;
using Bursar.Guard.Verifying;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Ledger.Rollups;
using Bursar.Policy;
using Bursar.Transcripts;

namespace Bursar.Guard.Replaying;

/// <summary>
/// Plays history through a policy, response by response in the order of time: a response is made unless a limit that it
/// falls under had been reached before it, so the one that crosses a limit is still made, as when the guard is at work.
/// What was billed beside a response goes where the response goes.
/// </summary>
public sealed class Replay(LedgerStore ledger, GuardEnvironment environment, EffectivePolicy policy)
{
    private readonly List<(PolicyFile File, Budget Budget)> _budgets = [.. policy.Files.SelectMany(file => file.Budgets.Select(budget => (file, budget)))];
    private readonly Dictionary<(int Budget, string? Session, long Start), Account> _accounts = [];
    private readonly Dictionary<string, PlayedSession> _sessions = new(StringComparer.Ordinal);
    private readonly List<ReplayBreach> _breaches = [];
    private readonly List<(PolicyFile File, Budget Budget, Account Account)> _concerned = [];
    private readonly GuardBook _book = new(ledger);

    /// <param name="session">One session, or null for all.</param>
    /// <param name="since">Microseconds of UTC; what was before is as if it had not been. The smallest value stands for all time.</param>
    public ReplayResult Run(string? session, long since)
    {
        ResponseQuery.Each(ledger, session, since, Play);
        return new ReplayResult([.. _sessions.Values.Select(played => played.Result)], _breaches);
    }

    private void Play(SpendingResponse response)
    {
        ref var session = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions, response.Session, out _);
        session ??= Begin(response);
        Concern(session, response);
        if (response.IsResponse)
        {
            session.Count++;
            session.StopsNow = StopOf(session, response.At);
        }

        session.Add(response);
        if (session.StopsNow is not null)
        {
            return;
        }

        session.Pass(response.At);
        foreach (var (file, budget, account) in _concerned)
        {
            account.Spent.Add(response.Spent);
            foreach (var status in Judged(session, file, budget, account).Where(status => status.IsBreached))
            {
                Note(session, account, status, response.At, session.Count);
            }
        }
    }

    private PlayedSession Begin(SpendingResponse response)
    {
        var known = _book.Find(response.Session);
        var auth = (known ?? SessionAuth.Guess(environment, response.Session, response.At ?? 0, response.Context.Project)).AuthMode;
        return new PlayedSession(response.Session, response.Context.Project, auth, known?.Started);
    }

    /// <summary>The budgets that a response falls under; one without a time falls in no day, week or month.</summary>
    private void Concern(PlayedSession session, SpendingResponse response)
    {
        _concerned.Clear();
        for (var i = 0; i < _budgets.Count; i++)
        {
            var (file, budget) = _budgets[i];
            var hasEnds = budget.Period is not (BudgetPeriod.Session or BudgetPeriod.Total);
            if (budget.Scope.Matches(response.Context) && (response.At is not null || !hasEnds))
            {
                var start = hasEnds ? Situation.Start(environment.Time, budget.Period, response.At!.Value) : 0;
                ref var account = ref CollectionsMarshal.GetValueRefOrAddDefault(_accounts, (i, budget.Period == BudgetPeriod.Session ? session.Id : null, start), out _);
                _concerned.Add((file, budget, account ??= new Account()));
            }
        }
    }

    /// <summary>The limit that keeps a response from being made; null when none does.</summary>
    private ReplayBreach? StopOf(PlayedSession session, long? at)
    {
        foreach (var (file, budget, account) in _concerned)
        {
            // How a session pays is its own: what stops one may be advice to another that shares the budget.
            if (Judged(session, file, budget, account).FirstOrDefault(status => status.Stops) is { } stop)
            {
                return Note(session, account, stop, at, session.Count - 1);
            }
        }

        return null;
    }

    private static IEnumerable<LimitStatus> Judged(PlayedSession session, PolicyFile file, Budget budget, Account account)
    {
        account.Spent.Seconds = session.Seconds;
        return Judge.One(file, budget, session.AuthMode, account.Spent, _ => 0);
    }

    /// <summary>The first time that the limit was reached in this way.</summary>
    private ReplayBreach Note(PlayedSession session, Account account, LimitStatus status, long? at, long response)
    {
        ref var breach = ref CollectionsMarshal.GetValueRefOrAddDefault(account.Reached, (status.Limit, status.Advisory), out var isKnown);
        if (!isKnown)
        {
            _breaches.Add(breach = new ReplayBreach(session.Id, at, response, status));
        }

        return breach!;
    }

    /// <summary>What one budget has counted in one of its periods.</summary>
    private sealed class Account
    {
        public Spent Spent { get; } = new();

        public Dictionary<(Limit, string?), ReplayBreach> Reached { get; } = [];
    }
}
