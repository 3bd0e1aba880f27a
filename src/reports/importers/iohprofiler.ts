import { createHash } from "node:crypto";
import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, resolve, sep } from "node:path";
import { errorText } from "../../base/log";
import { isBetter } from "../../charts/bestSoFar";
import type { RecordedSession } from "../../model/recordedSession";
import { SessionState } from "../../model/sessionState";
import { NamedNumbers } from "../../protocol/namedNumbers";
import { Fields, isObject } from "../../protocol/fields";
import type { Direction } from "../../protocol/session";
import type { Importer } from "./importer";

/**
 * The IOHprofiler format: `IOHprofiler_f*.json` with the `.dat` files that it names, as IOHexperimenter 0.3 writes them. The
 * runs of one JSON file are one session.
 */
export const iohprofilerImporter: Importer = {
  name: "IOHprofiler data",
  recognizes: (path, head) =>
    /^IOHprofiler_.*\.json$/.test(basename(path)) && Buffer.from(head).toString("latin1").trimStart().startsWith("{"),
  read: async (path) => {
    try {
      return { sessions: [await readSession(path)], problems: [] };
    } catch (error) {
      const problem =
        error instanceof Malformed ? error.message : malformed(path, errorText(error).replace(/\.$/, "")).message;
      return { sessions: [], problems: [problem] };
    }
  },
};

/** Says which file is malformed and how; thrown and caught in this file only. */
class Malformed extends Error {}

function malformed(path: string, reason: string): Malformed {
  return new Malformed(`${basename(path)} cannot be imported: ${reason}.`);
}

async function readSession(path: string): Promise<RecordedSession> {
  const text = await readFile(path, "utf8");
  const head = new Fields("the file", parsed(path, text));
  const algorithm = new Fields("algorithm", head.object("algorithm") ?? {}).requiredName("name");
  const problem = head.name("function_name") ?? `f${String(head.any("function_id"))}`;
  const direction = head.flag("maximization") === true ? "maximize" : "minimize";
  // The format keeps no times: all runs stand at the time of the file.
  const time = Math.floor((await stat(path)).mtimeMs / 1000);
  const id = `ioh-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
  const label = `${algorithm} on ${problem}`;
  const launch = { id, label, kind: "imported", startTime: time, tags: ["imported"] } as const;
  const state = new SessionState(launch, { host: "", platform: "", coreCount: 0, memoryBytes: 0 });
  for (const entry of head.list("scenarios") ?? head.refuse("scenarios", "a list")) {
    const scenario = new Fields("scenario", isObject(entry) ? entry : {});
    const dimension = scenario.requiredCount("dimension");
    const runs = await readRuns(await dataFile(path, scenario.requiredText("path")), direction);
    for (const [index, rows] of runs.entries()) {
      const run = `d${dimension}-${index + 1}`;
      const about = dimension > 0 ? { dimension } : {};
      state.apply({ type: "run_start", run, algorithm, problem, direction, ...about }, id, time);
      for (const [row, numbers] of rows.entries()) {
        const values = NamedNumbers.of(numbers);
        state.apply({ type: "iteration", run, iteration: row + 1, values }, id, time);
      }
      state.apply({ type: "run_end", run, status: "completed" }, id, time);
    }
  }
  state.finish({ status: "completed", time });
  return state;
}

function parsed(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw malformed(path, errorText(error));
  }
  throw malformed(path, "it holds no JSON object");
}

/** A file that the JSON names, which must lie in its folder also when links are followed. */
async function dataFile(path: string, named: string): Promise<string> {
  const folder = await realpath(dirname(path));
  const inside = (file: string): boolean => file.startsWith(folder + sep);
  const file = resolve(folder, named);
  if (!inside(file)) throw malformed(path, `"${named}" lies outside its folder`);
  const real = await realpath(file).catch(() => undefined);
  if (real === undefined) throw malformed(path, `the file "${named}" is missing`);
  if (!inside(real)) throw malformed(path, `"${named}" lies outside its folder`);
  return real;
}

interface Row extends Record<string, number> {
  evaluations: number;
  current: number;
  best: number;
}

/** The runs of a .dat file: each begins with the names of its columns. */
async function readRuns(file: string, direction: Direction): Promise<readonly (readonly Row[])[]> {
  const runs: Row[][] = [];
  let places: readonly [number, number] | undefined;
  const lines = (await readFile(file, "utf8")).split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const cells = line.trim().split(/\s+/);
    if (cells[0] === "") continue;
    const names = cells.map((cell) => cell.replaceAll('"', ""));
    if (names[0] === "evaluations") {
      places = [0, names.indexOf("raw_y")];
      runs.push([]);
      continue;
    }
    const run = runs.at(-1);
    const [evaluations, current] = (places ?? [-1, -1]).map((place) => Number(cells[place]));
    if (run === undefined || !isFinite(evaluations) || !isFinite(current))
      throw malformed(file, `line ${index + 1} does not hold evaluations and raw_y as numbers`);
    const before = run.at(-1)?.best;
    const best = before === undefined || isBetter(current, before, direction) ? current : before;
    run.push({ evaluations, current, best });
  }
  return runs;
}

function isFinite(value: number | undefined): value is number {
  return Number.isFinite(value);
}
