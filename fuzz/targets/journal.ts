import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { silentLog } from "../../src/base/log";
import { resumeJournals } from "../../src/engine/recovery";
import { bytesOf, must, mustBeUnpolluted, type FuzzTarget } from "../target";
import { TargetFolder } from "./files";
import { mustSurviveExport, mustSurviveHistory } from "./sessions";

const folder = new TargetFolder();

/** What stands in for the machine of a session whose beginning is damaged. */
const MACHINE = { host: "h", platform: "p", coreCount: 2, memoryBytes: 3, gpus: [] };

const ENTRIES: readonly object[] = [
  {
    k: "session",
    header: {
      id: "s",
      label: "l",
      kind: "task",
      startTime: 5,
      tags: ["t"],
      command: "c",
      cwd: "/",
      git: { commit: "c", isDirty: false },
    },
    machine: { host: "h", platform: "p", coreCount: 2, memoryBytes: 3, gpus: ["g"], versions: { deap: "1" } },
    launch: { launchId: "x", pid: 3_999_999, identity: "i" },
  },
  { k: "client", client: "c", hello: { type: "hello", protocol: 1, client: "python", id: "c", libraries: ["deap 1"] } },
  {
    k: "batch",
    client: "c",
    sequence: 1,
    time: 6,
    message: { type: "batch", sequence: 1, events: [{ type: "iteration", run: "r", iteration: 1, best: 2 }] },
  },
  { k: "batch", client: "c", time: 6, message: { type: "run_start", run: "r", algorithm: "GA" } },
  { k: "samples", table: "samples:system", time: 7, values: { system_cpu_percent: 3 } },
  { k: "note", level: "warning", text: "n", time: 7 },
  { k: "change", header: { label: "m", tags: ["u"], note: "n", isPinned: true }, launch: { launchId: "y" } },
  {
    k: "rules",
    rules: [{ name: "hot", kind: "threshold", enabled: true, severity: "notice", forSeconds: 0, channels: [] }],
  },
  { k: "alert", alert: { id: "hot#1", rule: "hot", kind: "threshold", severity: "notice", message: "m", time: 7 } },
  { k: "merged", session: "other" },
  { k: "end", end: { status: "failed", time: 9, exitCode: 3, reason: "r" } },
];

/** The journals that an engine finds when it starts. */
export const journal: FuzzTarget = {
  name: "journal",
  promise:
    "Whatever stands in a journal: the engine starts; a session that is taken up again can be shown, exported and saved, " +
    "and what cannot be taken up is set aside and told of.",
  longest: 6000,
  async seeds() {
    const whole = ENTRIES.map((entry) => JSON.stringify(entry)).join("\n");
    return [
      bytesOf(`${whole}\n`),
      bytesOf(whole.slice(0, 900)),
      ...ENTRIES.slice(1).map((entry) => bytesOf(pair(entry))),
    ];
  },
  async run(input) {
    rmSync(folder.path, { recursive: true, force: true });
    mkdirSync(folder.path);
    writeFileSync(join(folder.path, "s.journal"), input);
    const warnings: string[] = [];
    const [recording] = await resumeJournals({
      liveFolder: folder.path,
      machine: () => MACHINE,
      log: silentLog,
      onWarning: (message) => void warnings.push(message),
      now: () => 10,
    });
    must(recording !== undefined || warnings.length > 0 || isEmpty(input), "a journal is left out without a word");
    if (recording === undefined) return;
    const { state } = recording;
    if (!state.isEnded) state.finish({ status: "interrupted", time: 10 });
    recording.journal.close();
    mustSurviveExport(state);
    await mustSurviveHistory(state);
    mustBeUnpolluted();
  },
  end: () => folder.end(),
};

/** The engine ended before it wrote the first entry. */
function isEmpty(input: Uint8Array): boolean {
  return input.every((byte) => byte === 10);
}

function pair(entry: object): string {
  return `${JSON.stringify(ENTRIES[0])}\n${JSON.stringify(entry)}\n`;
}
