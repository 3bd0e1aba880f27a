import type { SessionDetail } from "../src/protocol/session";

/** Notices when charts must ask anew: their lines follow from the runs and tables there are, their points come with the answers. */
export class StructureWatch {
  private known = "";

  /** Whether something else decides the lines than at the last call. */
  hasChanged(detail: SessionDetail | undefined): boolean {
    const now = structureOf(detail);
    if (now === this.known) return false;
    this.known = now;
    return true;
  }
}

function structureOf(detail: SessionDetail | undefined): string {
  if (detail === undefined) return "";
  const runs = detail.runs.map(({ id, status, target, algorithm }) => [id, status, target, algorithm]);
  const tables = detail.tables.map(({ name, columns }) => [
    name,
    ...columns.flatMap(({ key, count }) => (count > 0 ? [key] : [])),
  ]);
  return JSON.stringify([detail.session.id, detail.session.status, runs, tables]);
}
