import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Importer, OpenDatabase } from "./importers/importer";
import { iohprofilerImporter } from "./importers/iohprofiler";
import { optunaImporter } from "./importers/optuna";
import { importSession } from "./importSession";

const exportedJson: Importer = {
  name: "exported JSON",
  recognizes: (path, head) =>
    path.endsWith(".json") && Buffer.from(head).toString("latin1").trimStart().startsWith("{"),
  read: async (path) => {
    const imported = importSession(await readFile(path, "utf8"));
    if (imported.ok) return { sessions: [imported.value], problems: [] };
    return { sessions: [], problems: [`${basename(path)} is no exported session: ${imported.reason}.`] };
  },
};

/** All formats. The first that recognizes a file reads it: the data of IOHprofiler begin as any JSON does. */
export function createImporters(openDatabase: OpenDatabase): readonly Importer[] {
  return [iohprofilerImporter, exportedJson, optunaImporter(openDatabase)];
}
