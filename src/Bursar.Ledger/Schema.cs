using Bursar.Ledger.Sqlite;

namespace Bursar.Ledger;

/// <summary>
/// The tables, as migrations that only add: a ledger outlives the version that made it. <c>user_version</c> counts the
/// migrations that ran.
/// </summary>
internal static class Schema
{
    private static readonly string[] Migrations =
    [
        """
        -- Every text that recurs (models, folders, branches, sessions, types), once.
        CREATE TABLE names(
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE
        ) STRICT;

        -- One row per model pass that was billed: part 0 is the API response itself, parts from 1 on are passes billed
        -- beside it (advisor, compaction). Times are microseconds of UTC, money is picodollars (1e-12 USD).
        CREATE TABLE responses(
          id INTEGER PRIMARY KEY,
          -- what makes the response one, and where the index finds it: the key's hash, or the next free number after it
          -- when another key has the same (an index of texts would be three times the size, and take as long to write)
          slot INTEGER NOT NULL,
          part INTEGER NOT NULL,
          key TEXT NOT NULL,
          -- bill: one snapshot, as a whole (what every report reads stands first, a row is decoded from the left)
          at INTEGER,
          model INTEGER,
          input INTEGER NOT NULL,
          output INTEGER NOT NULL,
          cache_write_5m INTEGER NOT NULL,
          cache_write_1h INTEGER NOT NULL,
          cache_read INTEGER NOT NULL,
          web_searches INTEGER NOT NULL,
          sidechain INTEGER NOT NULL,
          final INTEGER NOT NULL,
          -- price, by the table that meta.price_set names
          unpriced INTEGER NOT NULL,
          cost INTEGER,
          -- origin: who made the response (sidechain is part of it)
          session INTEGER NOT NULL,
          project INTEGER,
          agent INTEGER,
          agent_id INTEGER,
          copy INTEGER NOT NULL,
          transcript_start INTEGER NOT NULL,
          -- the client's stamps and the rest of the bill
          skill INTEGER,
          plugin INTEGER,
          mcp_server INTEGER,
          mcp_tool INTEGER,
          branch INTEGER,
          version INTEGER,
          service_tier INTEGER,
          speed INTEGER,
          inference_geo INTEGER,
          tiebreak INTEGER NOT NULL,
          -- where the bill stands
          file INTEGER NOT NULL,
          line INTEGER NOT NULL,
          UNIQUE(slot, part)
        ) STRICT;
        CREATE INDEX responses_session ON responses(session);

        -- How far each transcript was read. Rows stay when the file goes.
        CREATE TABLE files(
          id INTEGER PRIMARY KEY,
          path TEXT NOT NULL UNIQUE,
          size INTEGER NOT NULL,
          modified INTEGER NOT NULL,
          offset INTEGER NOT NULL,
          line INTEGER NOT NULL,
          start INTEGER NOT NULL,
          start_found INTEGER NOT NULL,
          head INTEGER NOT NULL,
          tail INTEGER NOT NULL,
          reader INTEGER NOT NULL,
          error TEXT
        ) STRICT;

        -- Lines that could not be used, and the first of each kind.
        CREATE TABLE problems(
          file INTEGER NOT NULL,
          problem INTEGER NOT NULL,
          count INTEGER NOT NULL,
          first_line INTEGER NOT NULL,
          PRIMARY KEY(file, problem)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE meta(
          key TEXT PRIMARY KEY,
          value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- The tools a response called: four bytes of a hash for each call's id.
        ALTER TABLE responses ADD COLUMN tools BLOB;

        -- Sums of responses by quarter of an hour, which every time zone's days and hours are made of, and by all that a
        -- limit can ask for. 0 stands for none in a name's place, -1 for no quarter. A session in rollups_stale has sums
        -- that are not to be used; they are made anew from its responses when somebody asks.
        CREATE TABLE rollups(
          session INTEGER NOT NULL,
          quarter INTEGER NOT NULL,
          project INTEGER NOT NULL,
          branch INTEGER NOT NULL,
          model INTEGER NOT NULL,
          skill INTEGER NOT NULL,
          agent INTEGER NOT NULL,
          agent_id INTEGER NOT NULL,
          messages INTEGER NOT NULL,
          turns INTEGER NOT NULL,
          unfinished INTEGER NOT NULL,
          unpriced_messages INTEGER NOT NULL,
          unpriced_rows INTEGER NOT NULL,
          unpriced_tokens INTEGER NOT NULL,
          input INTEGER NOT NULL,
          output INTEGER NOT NULL,
          cache_write_5m INTEGER NOT NULL,
          cache_write_1h INTEGER NOT NULL,
          cache_read INTEGER NOT NULL,
          web_searches INTEGER NOT NULL,
          cost INTEGER NOT NULL,
          tool_calls INTEGER NOT NULL,
          -- the largest single response, and the first and last: never smaller than the truth
          max_cost INTEGER NOT NULL,
          max_input INTEGER NOT NULL,
          max_output INTEGER NOT NULL,
          first INTEGER,
          last INTEGER,
          PRIMARY KEY(session, quarter, project, branch, model, skill, agent, agent_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX rollups_quarter ON rollups(quarter);

        -- The same over a session's whole life, so that its sums cost the same however long it is.
        CREATE TABLE session_rollups(
          session INTEGER NOT NULL,
          project INTEGER NOT NULL,
          branch INTEGER NOT NULL,
          model INTEGER NOT NULL,
          skill INTEGER NOT NULL,
          agent INTEGER NOT NULL,
          agent_id INTEGER NOT NULL,
          messages INTEGER NOT NULL,
          turns INTEGER NOT NULL,
          unfinished INTEGER NOT NULL,
          unpriced_messages INTEGER NOT NULL,
          unpriced_rows INTEGER NOT NULL,
          unpriced_tokens INTEGER NOT NULL,
          input INTEGER NOT NULL,
          output INTEGER NOT NULL,
          cache_write_5m INTEGER NOT NULL,
          cache_write_1h INTEGER NOT NULL,
          cache_read INTEGER NOT NULL,
          web_searches INTEGER NOT NULL,
          cost INTEGER NOT NULL,
          tool_calls INTEGER NOT NULL,
          max_cost INTEGER NOT NULL,
          max_input INTEGER NOT NULL,
          max_output INTEGER NOT NULL,
          first INTEGER,
          last INTEGER,
          PRIMARY KEY(session, project, branch, model, skill, agent, agent_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE rollups_stale(
          session INTEGER PRIMARY KEY,
          -- the latest response written since the sums were right; a period that began later does not need them
          last INTEGER NOT NULL
        ) STRICT;
        INSERT INTO rollups_stale SELECT session, coalesce(max(at), 9223372036854775807) FROM responses GROUP BY session;

        -- What the guard knows of a session. Sessions go by their id here, as in hooks and transcripts.
        CREATE TABLE guarded(
          session TEXT PRIMARY KEY,
          started INTEGER NOT NULL,
          project TEXT,
          auth_mode INTEGER NOT NULL,
          auth_evidence TEXT NOT NULL,
          -- tool calls from before the guard decided about any
          calls_before INTEGER NOT NULL,
          calls_allowed INTEGER NOT NULL,
          calls_denied INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE guarded_calls(
          session TEXT NOT NULL,
          call TEXT NOT NULL,
          allowed INTEGER NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY(session, call)
        ) STRICT, WITHOUT ROWID;
        -- The policy files as they were when the session began.
        CREATE TABLE pinned_policies(
          session TEXT NOT NULL,
          path TEXT NOT NULL,
          source INTEGER NOT NULL,
          content TEXT NOT NULL,
          PRIMARY KEY(session, path)
        ) STRICT, WITHOUT ROWID;
        -- What is said once: warnings by threshold, notes about advisory limits.
        CREATE TABLE said(
          session TEXT NOT NULL,
          what TEXT NOT NULL,
          PRIMARY KEY(session, what)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE overrides(
          id INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          until INTEGER NOT NULL,
          session TEXT,
          budget TEXT,
          kind INTEGER NOT NULL,
          -- picodollars, tokens, turns, calls or seconds, by the kind
          amount INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE journal(
          id INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          session TEXT,
          event TEXT,
          message TEXT NOT NULL
        ) STRICT;
        CREATE INDEX journal_at ON journal(at);
        """,
        """
        -- When the request of a response was sent, as far as a transcript tells; and what it takes to go on telling.
        ALTER TABLE responses ADD COLUMN started INTEGER;
        ALTER TABLE files ADD COLUMN preceding INTEGER;

        -- Phases of work. The key is the caller's own id of a phase, which may then span sessions.
        CREATE TABLE phases(
          id INTEGER PRIMARY KEY,
          key TEXT UNIQUE,
          name TEXT NOT NULL,
          -- picodollars
          estimate_cost INTEGER,
          estimate_tokens INTEGER
        ) STRICT;
        -- One row per stretch of a phase in a session, which goes by its id as in hooks. Stretches of a session nest: what
        -- was open when one began is its parent.
        CREATE TABLE phase_spans(
          id INTEGER PRIMARY KEY,
          phase INTEGER NOT NULL,
          parent INTEGER,
          session TEXT NOT NULL,
          started INTEGER NOT NULL,
          ended INTEGER
        ) STRICT;
        CREATE INDEX phase_spans_session ON phase_spans(session, started);
        CREATE INDEX phase_spans_phase ON phase_spans(phase);
        """,
        """
        -- Which session each running client is in, as its hooks told last: by /clear and resume a client goes from one to
        -- the next. Of a process that has ended the row is of no use, and goes after a while.
        CREATE TABLE clients(
          process INTEGER NOT NULL,
          -- when the process started, in the platform's own measure
          started INTEGER NOT NULL,
          session TEXT NOT NULL,
          transcript TEXT,
          at INTEGER NOT NULL,
          PRIMARY KEY(process, started)
        ) STRICT, WITHOUT ROWID;
        -- The MCP server beside each client.
        CREATE TABLE guard_servers(
          client INTEGER NOT NULL,
          client_started INTEGER NOT NULL,
          process INTEGER NOT NULL,
          started INTEGER NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY(client, client_started)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- What the client told a status line of its own account: the only trace of calls that no transcript holds. One row for
        -- each count of a session: its total begins anew with a process, or with /clear.
        CREATE TABLE observations(
          id INTEGER PRIMARY KEY,
          session TEXT NOT NULL,
          first_seen INTEGER NOT NULL,
          last_seen INTEGER NOT NULL,
          -- picodollars at list prices, at the first and at the last look
          first_cost INTEGER NOT NULL,
          last_cost INTEGER NOT NULL,
          -- milliseconds
          duration INTEGER,
          api_duration INTEGER,
          -- of the client
          version TEXT,
          model TEXT
        ) STRICT;
        CREATE INDEX observations_session ON observations(session);
        -- How much of a subscription's windows was used, by the client's word; a row for each change.
        CREATE TABLE plan_limits(
          id INTEGER PRIMARY KEY,
          period TEXT NOT NULL,
          at INTEGER NOT NULL,
          -- thousandths of a percent
          used INTEGER NOT NULL,
          resets_at INTEGER
        ) STRICT;
        CREATE INDEX plan_limits_period ON plan_limits(period);
        """,
        """
        -- What an old client wrote on a response's line of its cost: picodollars.
        ALTER TABLE responses ADD COLUMN reported_cost INTEGER;
        -- The client's own totals of a session at its exit, the last that a transcript holds; '' stands for all models.
        CREATE TABLE reported(
          session TEXT NOT NULL,
          path TEXT NOT NULL,
          model TEXT NOT NULL,
          -- where it stands; rows of a line that is not the total's are of an earlier one
          line INTEGER NOT NULL,
          input INTEGER NOT NULL,
          output INTEGER NOT NULL,
          cache_read INTEGER NOT NULL,
          cache_write INTEGER NOT NULL,
          web_searches INTEGER NOT NULL,
          -- picodollars
          cost INTEGER NOT NULL,
          PRIMARY KEY(session, path, model)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- What the tool calls of a response do: four bytes of a hash for each call's name and input, so that repeats show.
        ALTER TABLE responses ADD COLUMN calls BLOB;
        -- What subagents of a type used before; the main thread has no type.
        CREATE INDEX session_rollups_agent ON session_rollups(agent) WHERE agent <> 0;

        -- Alerts on their way, one row for each channel. What is told once stays here, so that it is not told again.
        CREATE TABLE alerts_spool(
          id INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          what TEXT NOT NULL,
          channel TEXT NOT NULL,
          title TEXT NOT NULL,
          body TEXT NOT NULL,
          attempts INTEGER NOT NULL,
          next_at INTEGER NOT NULL,
          done_at INTEGER,
          -- why the last attempt failed; never an address or a secret
          failure TEXT,
          gave_up INTEGER NOT NULL,
          UNIQUE(what, channel)
        ) STRICT;
        """,
        """
        -- What a response stands in: how its turn began (TurnKind), what an automatic prompt goes by, the skill at work in its own
        -- thread, the tools whose results it is the first to read, and the hash of the call that started its subagent.
        ALTER TABLE responses ADD COLUMN turn_kind INTEGER;
        ALTER TABLE responses ADD COLUMN turn_label INTEGER;
        ALTER TABLE responses ADD COLUMN own_skill INTEGER;
        ALTER TABLE responses ADD COLUMN answers INTEGER;
        ALTER TABLE responses ADD COLUMN started_by INTEGER;
        ALTER TABLE files ADD COLUMN turn TEXT;

        -- For people who ask the ledger themselves (docs/ledger-sql.md): names and columns stay, columns may be added. A later
        -- migration may make a view anew.
        CREATE VIEW usage AS SELECT
          r.id AS id,
          r.part = 0 AS is_response,
          strftime('%Y-%m-%dT%H:%M:%fZ', r.at / 1e6, 'unixepoch') AS timestamp,
          r.at AS timestamp_micros,
          (SELECT name FROM names WHERE id = r.session) AS session_id,
          (SELECT name FROM names WHERE id = r.project) AS project,
          (SELECT name FROM names WHERE id = r.branch) AS branch,
          (SELECT name FROM names WHERE id = r.model) AS model,
          (SELECT name FROM names WHERE id = r.agent) AS agent,
          (SELECT name FROM names WHERE id = r.agent_id) AS agent_id,
          (SELECT name FROM names WHERE id = r.skill) AS skill,
          (SELECT name FROM names WHERE id = r.plugin) AS plugin,
          (SELECT name FROM names WHERE id = r.mcp_server) AS mcp_server,
          (SELECT name FROM names WHERE id = r.mcp_tool) AS mcp_tool,
          r.input AS input_tokens,
          r.output AS output_tokens,
          r.cache_write_5m + r.cache_write_1h AS cache_creation_input_tokens,
          r.cache_write_5m AS cache_creation_5m_tokens,
          r.cache_write_1h AS cache_creation_1h_tokens,
          r.cache_read AS cache_read_input_tokens,
          r.web_searches AS web_search_requests,
          CASE WHEN r.unpriced = 0 THEN r.cost / 1e12 END AS estimated_cost,
          CASE WHEN r.unpriced = 0 THEN r.cost END AS cost_picodollars,
          r.final = 0 AS is_floor
        FROM responses r;

        CREATE VIEW actions AS SELECT
          strftime('%Y-%m-%dT%H:%M:%fZ', r.at / 1e6, 'unixepoch') AS timestamp,
          (SELECT name FROM names WHERE id = r.session) AS session_id,
          CASE WHEN coalesce(r.skill, r.own_skill) IS NOT NULL THEN 'skill' WHEN r.agent IS NOT NULL THEN 'agent' WHEN r.turn_kind = 3 THEN 'scheduled' ELSE 'manual' END AS action_type,
          (SELECT name FROM names WHERE id = coalesce(r.skill, r.own_skill, r.agent, CASE WHEN r.turn_kind = 3 THEN r.turn_label END)) AS action_name,
          r.input AS input_tokens,
          r.output AS output_tokens,
          (SELECT name FROM names WHERE id = r.model) AS model,
          CASE WHEN r.unpriced = 0 THEN r.cost / 1e12 END AS estimated_cost,
          CASE WHEN r.unpriced = 0 THEN r.cost END AS cost_picodollars,
          r.cache_write_5m + r.cache_write_1h AS cache_creation_input_tokens,
          r.cache_write_5m AS cache_creation_5m_tokens,
          r.cache_write_1h AS cache_creation_1h_tokens,
          r.cache_read AS cache_read_input_tokens,
          CASE WHEN r.own_skill IS NOT NULL THEN 'skill' WHEN r.agent IS NOT NULL THEN 'agent' WHEN r.turn_kind = 3 THEN 'scheduled' ELSE 'manual' END AS own_action_type,
          (SELECT name FROM names WHERE id = coalesce(r.own_skill, r.agent, CASE WHEN r.turn_kind = 3 THEN r.turn_label END)) AS own_action_name,
          (SELECT name FROM names WHERE id = r.agent_id) AS agent_id,
          r.id AS usage_id
        FROM responses r;

        CREATE VIEW sessions AS SELECT
          (SELECT name FROM names WHERE id = s.session) AS session_id,
          (SELECT name FROM names WHERE id = s.project) AS project,
          strftime('%Y-%m-%dT%H:%M:%fZ', s.first / 1e6, 'unixepoch') AS first_activity,
          strftime('%Y-%m-%dT%H:%M:%fZ', s.last / 1e6, 'unixepoch') AS last_activity,
          s.responses AS responses,
          s.turns AS turns,
          s.input AS input_tokens,
          s.output AS output_tokens,
          s.cache_write AS cache_creation_input_tokens,
          s.cache_read AS cache_read_input_tokens,
          s.cost / 1e12 AS estimated_cost,
          s.cost AS cost_picodollars,
          s.has_unpriced AS has_unpriced
        FROM (SELECT session, min(project) AS project, min(at) AS first, max(at) AS last, sum(part = 0) AS responses, sum(part = 0 AND sidechain = 0) AS turns,
          sum(input) AS input, sum(output) AS output, sum(cache_write_5m + cache_write_1h) AS cache_write, sum(cache_read) AS cache_read,
          sum(CASE WHEN unpriced = 0 THEN cost ELSE 0 END) AS cost, max(unpriced <> 0) AS has_unpriced FROM responses GROUP BY session) s;
        """,
        """
        -- What a session's client told beyond its transcripts, for limits that go by it. A row goes when anything changes that it
        -- was made from, and is made anew by whoever asks.
        CREATE TABLE reported_extras(
          -- of names, as the project (0: none)
          session INTEGER PRIMARY KEY,
          project INTEGER NOT NULL,
          -- of its responses, in microseconds of UTC
          last INTEGER,
          -- picodollars; zero where nothing was told
          extra INTEGER NOT NULL
        ) STRICT;
        CREATE TRIGGER session_rollups_extra_insert AFTER INSERT ON session_rollups BEGIN DELETE FROM reported_extras WHERE session = NEW.session; END;
        CREATE TRIGGER session_rollups_extra_update AFTER UPDATE ON session_rollups BEGIN DELETE FROM reported_extras WHERE session = NEW.session; END;
        CREATE TRIGGER session_rollups_extra_delete AFTER DELETE ON session_rollups BEGIN DELETE FROM reported_extras WHERE session = OLD.session; END;
        CREATE TRIGGER observations_extra_insert AFTER INSERT ON observations BEGIN DELETE FROM reported_extras WHERE session = (SELECT id FROM names WHERE name = NEW.session); END;
        CREATE TRIGGER observations_extra_update AFTER UPDATE ON observations BEGIN DELETE FROM reported_extras WHERE session = (SELECT id FROM names WHERE name = NEW.session); END;
        CREATE TRIGGER observations_extra_delete AFTER DELETE ON observations BEGIN DELETE FROM reported_extras WHERE session = (SELECT id FROM names WHERE name = OLD.session); END;
        CREATE TRIGGER reported_extra_insert AFTER INSERT ON reported BEGIN DELETE FROM reported_extras WHERE session = (SELECT id FROM names WHERE name = NEW.session); END;
        CREATE TRIGGER reported_extra_update AFTER UPDATE ON reported BEGIN DELETE FROM reported_extras WHERE session = (SELECT id FROM names WHERE name = NEW.session); END;
        CREATE TRIGGER reported_extra_delete AFTER DELETE ON reported BEGIN DELETE FROM reported_extras WHERE session = (SELECT id FROM names WHERE name = OLD.session); END;
        -- The few sessions of old clients, which told theirs on the lines.
        CREATE INDEX responses_reported ON responses(session) WHERE reported_cost IS NOT NULL;
        """,
        """
        -- What was decided about a tool call. The client's id names it only in its thread ('' is the main one) and, for ids that
        -- begin anew, in its response (0: not known then).
        CREATE TABLE call_decisions(
          session TEXT NOT NULL,
          agent TEXT NOT NULL,
          call TEXT NOT NULL,
          slot INTEGER NOT NULL,
          allowed INTEGER NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY(session, agent, call, slot)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO call_decisions SELECT session, '', call, 0, allowed, at FROM guarded_calls;
        -- Tool calls of sessions that the guard knows: those that it let run, and those from before it came. By text, because no
        -- transcript need hold them; '' stands for none. Quarters of an hour as in rollups.
        CREATE TABLE counted_calls(
          quarter INTEGER NOT NULL,
          session TEXT NOT NULL,
          project TEXT NOT NULL,
          branch TEXT NOT NULL,
          model TEXT NOT NULL,
          skill TEXT NOT NULL,
          agent TEXT NOT NULL,
          calls INTEGER NOT NULL,
          PRIMARY KEY(quarter, session, project, branch, model, skill, agent)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX counted_calls_session ON counted_calls(session);
        INSERT INTO counted_calls SELECT started / 900000000, session, coalesce(project, ''), '', '', '', '', calls_before + calls_allowed FROM guarded WHERE calls_before + calls_allowed > 0;
        DROP TABLE guarded_calls;
        """,
        """
        -- Reader 7 knows responses of gateways by other keys. Rows under the old ones go when their lines are read again: `line` is
        -- the message id and the time of one. (A program before this would read the transcripts anew by its own rules, and must refuse.)
        CREATE TABLE retired_keys(line TEXT NOT NULL, slot INTEGER NOT NULL, PRIMARY KEY(line, slot)) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO retired_keys
          SELECT substr(r.key, 1, length(r.key) - length(n.name) - length(coalesce(r.at, -1)) - 2) || '|' || coalesce(r.at, -1), r.slot
          FROM responses r JOIN names n ON n.id = r.session
          WHERE r.part = 0 AND r.key GLOB '*|*|[0-9-]*' AND r.key NOT GLOB 'msg_*' AND r.key LIKE '%|' || coalesce(r.at, -1);
        """,
    ];

    public static int Version => Migrations.Length;

    /// <summary>A ledger with tables that this program does not know is left alone.</summary>
    public static void RefuseNewer(string path, long version)
    {
        if (version > Version)
        {
            throw UserError.Unusable(
                $"The ledger {path} was written by a newer Bursar (ledger version {version}, this program knows {Version}).",
                "Update this program; `bursar --version` and `bursar-hook --version` should agree.");
        }
    }

    public static void Migrate(Database database)
    {
        var version = database.Scalar("PRAGMA user_version");
        if (version == Version)
        {
            return;
        }

        RefuseNewer(database.Path, version);
        database.Write(() =>
        {
            // Another process may have migrated while this one waited for the lock.
            for (var next = database.Scalar("PRAGMA user_version"); next < Version; next++)
            {
                database.Execute(Migrations[next]);
                database.Execute($"PRAGMA user_version = {next + 1}");
            }
        });
    }
}
