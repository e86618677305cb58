import type { Database } from "#adapters/local/database";
import type { Cursors } from "#core/ports/cursors";

export const createCursors = (db: Database): Cursors => ({
  position: async (tenant, reader) =>
    db.get<{ position: number }>(
      "SELECT position FROM cursors WHERE tenant = ? AND reader = ?",
      tenant,
      reader,
    )?.position ?? 0,

  advance: async (tenant, reader, position) => {
    await db.commit(() =>
      db.run(
        `INSERT INTO cursors (tenant, reader, position) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET position = max(position, excluded.position)`,
        tenant,
        reader,
        position,
      ),
    );
  },

  restart: async (tenant, reader) => {
    await db.commit(() =>
      db.run("DELETE FROM cursors WHERE tenant = ? AND reader = ?", tenant, reader),
    );
  },
});
