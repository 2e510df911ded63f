using Bursar.Attribution;
using Bursar.Ledger.Reports;
using Bursar.Transcripts;

namespace Bursar.Ledger.Actions;

/// <summary>
/// A session as session → skill → subagent → subagent, by own work. A subagent hangs where the call that started it was made; one
/// of which no call is known hangs on the session.
/// </summary>
public sealed record ActionTree(string SessionId, string? Project, ActionNode Root, IReadOnlyList<ModelUsage> Models)
{
    /// <summary>Null when the ledger holds no response of such a session.</summary>
    public static ActionTree? Find(LedgerStore ledger, string sessionId)
    {
        if (SessionUsages.Find(ledger, sessionId) is not { } usage)
        {
            return null;
        }

        return LedgerStore.Guarded(ledger.Path, () => new ActionTree(sessionId, usage.Project, new Builder(ledger.Names).Build(Read(ledger, sessionId)), usage.Models));
    }

    /// <summary>Whose a response is: a thread (null is the main one), the automatic prompt it goes back to, the skill at work.</summary>
    private readonly record struct Place(long? AgentId, bool IsScheduled, long? Label, long? Skill);

    private readonly record struct Entry(UsageRow Row, Place Place, long? Started, ToolSet Tools, uint? StartedBy);

    private static List<Entry> Read(LedgerStore ledger, string sessionId)
    {
        using var rows = ledger.Database.Prepare(
            """
            SELECT at, input, output, cache_write_5m, cache_write_1h, cache_read, web_searches, part, sidechain, final, unpriced, cost, agent, agent_id, own_skill, turn_kind, turn_label,
              started, tools, started_by
            FROM responses WHERE session = ?1 ORDER BY id
            """);
        rows.Bind(1, ledger.Names.Find(sessionId)!.Value);
        var entries = new List<Entry>();
        while (rows.Step())
        {
            var isMain = rows.Int64(8) == 0;
            var row = new UsageRow
            {
                At = rows.Int64OrNull(0),
                Input = rows.Int64(1),
                Output = rows.Int64(2),
                CacheWrite5m = rows.Int64(3),
                CacheWrite1h = rows.Int64(4),
                CacheRead = rows.Int64(5),
                WebSearches = rows.Int64(6),
                Cost = rows.Int64(11),
                Agent = rows.Int64OrNull(12),
            };
            row.Count(isResponse: rows.Int64(7) == 0, isMain, isFinal: rows.Int64(9) != 0, isUnpriced: rows.Int64(10) != 0);
            var isScheduled = isMain && rows.Int64(15) == (long)TurnKind.Scheduled;
            // Old clients did not number subagents; those of one type then are one.
            long? agentId = isMain ? null : rows.Int64OrNull(13) ?? -(row.Agent ?? 0) - 1;
            entries.Add(new Entry(row, new Place(agentId, isScheduled, isScheduled ? rows.Int64OrNull(16) : null, rows.Int64OrNull(14)), rows.Int64OrNull(17), ToolSet.FromBytes(rows.Bytes(18)), (uint?)rows.Int64OrNull(19)));
        }

        return entries;
    }

    private sealed class Builder(NameTable names)
    {
        private readonly Dictionary<Place, ActionNode> _nodes = [];
        private readonly Dictionary<uint, Place> _calls = [];
        private readonly Dictionary<long, (long? Type, uint? StartedBy)> _agents = [];
        private readonly HashSet<long> _onTheWay = [];
        private readonly ActionNode _root = new(null, null, null);

        public ActionNode Build(List<Entry> entries)
        {
            foreach (var entry in entries)
            {
                foreach (var call in entry.Tools.All)
                {
                    _calls.TryAdd(call, entry.Place);
                }

                if (entry.Place.AgentId is { } id)
                {
                    var known = _agents.GetValueOrDefault(id);
                    _agents[id] = (known.Type ?? entry.Row.Agent, known.StartedBy ?? entry.StartedBy);
                }
            }

            foreach (var entry in entries)
            {
                Node(entry.Place).Add(entry.Row, entry.Started);
            }

            _root.Close();
            return _root;
        }

        private ActionNode Node(Place place)
        {
            if (_nodes.TryGetValue(place, out var node))
            {
                return node;
            }

            var agentId = place.AgentId is > 0 ? names.Name(place.AgentId) : null;
            ActionNode parent;
            if (place.Skill is { } skill)
            {
                (parent, node) = (Node(place with { Skill = null }), new ActionNode(ActionType.Skill, names.Name(skill), agentId));
            }
            else if (place.IsScheduled)
            {
                (parent, node) = (_root, new ActionNode(ActionType.Scheduled, names.Name(place.Label), null));
            }
            else if (place.AgentId is { } id)
            {
                (parent, node) = (Starter(id), new ActionNode(ActionType.Agent, names.Name(_agents[id].Type), agentId));
            }
            else
            {
                return _root;
            }

            parent.Adopt(node);
            _nodes.Add(place, node);
            return node;
        }

        /// <summary>Hashes of 32 bits can meet; a circle of them ends at the session.</summary>
        private ActionNode Starter(long agent)
        {
            if (_agents[agent].StartedBy is not { } call || !_calls.TryGetValue(call, out var place) || place.AgentId == agent || !_onTheWay.Add(agent))
            {
                return _root;
            }

            try
            {
                return place.AgentId is { } other && _onTheWay.Contains(other) ? _root : Node(place);
            }
            finally
            {
                _onTheWay.Remove(agent);
            }
        }
    }
}
