import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Importer } from "./importers/importer";
import { iohprofilerImporter } from "./importers/iohprofiler";
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
export const IMPORTERS: readonly Importer[] = [iohprofilerImporter, exportedJson];
