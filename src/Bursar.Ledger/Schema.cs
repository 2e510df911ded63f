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
    ];

    public static int Version => Migrations.Length;

    public static void Migrate(Database database)
    {
        var version = database.Scalar("PRAGMA user_version");
        if (version == Version)
        {
            return;
        }

        if (version > Version)
        {
            throw UserError.Unusable(
                $"The ledger {database.Path} was written by a newer Bursar (ledger version {version}, this program knows {Version}).",
                "Update this program; `bursar --version` and `bursar-hook --version` should agree.");
        }

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
