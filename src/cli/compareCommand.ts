import { UserError } from "../base/userError";
import type { Comparison, ComparisonRequest } from "../protocol/comparison";
import type { RegressionRequest, RegressionVerdict } from "../protocol/trends";
import { readArguments, type CommonArguments } from "./arguments";
import { COMPARISON_FLAGS, comparisonOf } from "./comparisonFlags";
import { comparisonText } from "./comparisonText";
import { EngineClient } from "./engineClient";
import { resolveSession } from "./resolveSession";
import { allSessions, findSession } from "./sessionWords";
import { regressionText } from "./trendText";
import { print, printJson } from "./output";

/** The exit code of a command that found a regression. */
export const REGRESSION = 3;

/** How many places a curve has in the JSON. */
const POINTS = 200;

/** `compare [QUERY|ID…] [--by G] …`, or `compare --baseline ID|LABEL [ID…]` for the newest sessions against a baseline. */
export async function compare(args: readonly string[]): Promise<number> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const read = readArguments(args, {
    ...COMPARISON_FLAGS,
    algorithm: text,
    json: flag,
    baseline: text,
    strict: flag,
    "fail-if-slower": text,
    "fail-if-worse": text,
  });
  const { baseline } = read.flags;
  if (baseline === undefined) refuseLimits(read);
  const client = await EngineClient.open(read.workspace, read.settings);
  try {
    return typeof baseline === "string"
      ? await compareWithBaseline(client, read, baseline)
      : await compareRuns(client, read);
  } finally {
    await client.close();
  }
}

async function compareRuns(client: EngineClient, read: CommonArguments): Promise<number> {
  const { algorithm, json, strict } = read.flags;
  const request: ComparisonRequest = {
    ...(await comparisonOf(client, read)),
    points: POINTS,
    ...(typeof algorithm === "string" ? { algorithms: [algorithm] } : {}),
  };
  const comparison = await client.request("compareRuns", request);
  if (json === true) printJson(comparison);
  else print(comparisonText(comparison));
  return strict === true && saysTooLittle(comparison) ? REGRESSION : 0;
}

function saysTooLittle({ pairs }: Comparison): boolean {
  return pairs.length === 0 || pairs.some(({ verdict }) => verdict === "tooFew");
}

async function compareWithBaseline(client: EngineClient, read: CommonArguments, baseline: string): Promise<number> {
  const limits = {
    slower: limitOf("fail-if-slower", read.flags["fail-if-slower"]),
    worse: limitOf("fail-if-worse", read.flags["fail-if-worse"]),
  };
  const sessionIds: string[] = [];
  for (const word of read.positionals) sessionIds.push(await resolveSession(client, word));
  const request: RegressionRequest = {
    ...(await baselineOf(client, baseline)),
    ...(sessionIds.length === 0 ? {} : { sessionIds }),
  };
  const report = await client.request("regressions", request);
  if (read.flags["json"] === true) printJson(report);
  else print(regressionText(report));
  const isUnknown = report.verdicts.every(({ kind }) => kind === "tooFew" || kind === "noRatio");
  if (isUnknown) return read.flags["strict"] === true ? REGRESSION : 0;
  return report.verdicts.some((verdict) => isBeyond(verdict, limits)) ? REGRESSION : 0;
}

/** Sessions by their ids, with commas between; else the baseline of a workflow. */
async function baselineOf(client: EngineClient, baseline: string): Promise<RegressionRequest> {
  const sessions = await allSessions(client);
  const words = baseline.split(",");
  const ids = words.flatMap((word) => findSession(sessions, word)?.id ?? []);
  if (ids.length === words.length) return { baselineIds: ids };
  if (sessions.some(({ label }) => label === baseline)) return { label: baseline };
  throw new UserError("unknown-baseline", `"${baseline}" is neither a session of this workspace nor the label of one.`);
}

interface Limits {
  readonly slower: number | undefined;
  readonly worse: number | undefined;
}

/** A significant change for the worse that is larger than allowed; without a ratio any is. */
function isBeyond({ metric, kind, ratio }: RegressionVerdict, { slower, worse }: Limits): boolean {
  if (kind !== "worse") return false;
  const isSpeed = metric === "duration" || metric === "evaluationsPerSecond" || metric.startsWith("component:");
  const limit = isSpeed ? slower : metric.startsWith("best:") ? worse : undefined;
  if (limit === undefined) return false;
  return ratio === undefined || Math.max(ratio, 1 / ratio) - 1 > limit;
}

/** `5%` as 0.05. */
function limitOf(name: string, value: string | boolean | undefined): number | undefined {
  if (value === undefined) return undefined;
  const percent = Number(/^(\d+(?:\.\d+)?)\s*%?$/.exec(String(value))?.[1] ?? NaN);
  if (Number.isNaN(percent))
    throw new UserError("usage", `--${name} takes a percentage such as 5%, not "${String(value)}".`);
  return percent / 100;
}

function refuseLimits({ flags }: CommonArguments): void {
  const named = ["fail-if-slower", "fail-if-worse"].find((name) => flags[name] !== undefined);
  if (named !== undefined) throw new UserError("usage", `--${named} needs --baseline ID|LABEL to compare with.`);
}
