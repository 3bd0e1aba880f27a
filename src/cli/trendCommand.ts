import { UserError } from "../base/userError";
import type { Trend } from "../protocol/trends";
import { readArguments } from "./arguments";
import { REGRESSION } from "./compareCommand";
import { EngineClient } from "./engineClient";
import { resolveSession } from "./resolveSession";
import { safe, table } from "./sessionText";
import { trendText } from "./trendText";
import { print, printJson } from "./output";

/** `trend METRIC [--label L] [--json] [--fail-on-regression] [--strict]`. */
export async function trend(args: readonly string[]): Promise<number> {
  const flag = { type: "boolean" } as const;
  const read = readArguments(args, {
    label: { type: "string" },
    json: flag,
    strict: flag,
    "fail-on-regression": flag,
  });
  const [metric = "duration"] = read.positionals;
  const { label, json, strict } = read.flags;
  const client = await EngineClient.open(read.workspace, read.settings);
  try {
    const found = await client.request("trend", { metric, ...(typeof label === "string" ? { label } : {}) });
    refuseUnknown(found);
    if (json === true) printJson(found);
    else print(trendText(found));
    return exitCodeOf(found, {
      isStrict: strict === true,
      failsOnRegression: read.flags["fail-on-regression"] === true,
    });
  } finally {
    await client.close();
  }
}

function refuseUnknown({ metric, metrics, points }: Trend): void {
  if (points.length > 0 || metrics.some((known) => known.metric === metric)) return;
  const known = metrics.map((one) => one.metric).join(", ");
  throw new UserError("unknown-metric", `No session has a metric "${metric}". There are ${known}.`);
}

function exitCodeOf(
  { verdict }: Trend,
  { isStrict, failsOnRegression }: { readonly isStrict: boolean; readonly failsOnRegression: boolean },
): number {
  const kind = verdict?.kind ?? "tooFew";
  if (kind === "tooFew" || kind === "noRatio") return isStrict ? REGRESSION : 0;
  return failsOnRegression && kind === "worse" ? REGRESSION : 0;
}

/** `baseline set ID…`, `baseline unset ID…`, `baseline list`. */
export async function baseline(args: readonly string[]): Promise<number> {
  const read = readArguments(args, { json: { type: "boolean" } });
  const [verb, ...ids] = read.positionals;
  const isChange = verb === "set" || verb === "unset";
  if (!isChange && verb !== "list") throw new UserError("usage", "baseline takes set ID…, unset ID… or list.");
  if (isChange && ids.length === 0)
    throw new UserError("usage", `baseline ${verb} takes the ids of sessions, or latest.`);
  const client = await EngineClient.open(read.workspace, read.settings);
  try {
    for (const id of ids) {
      const sessionId = await resolveSession(client, id);
      await client.request("setBaseline", { sessionId, isBaseline: verb === "set" });
    }
    if (!isChange) await list(client, read.flags["json"] === true);
    return 0;
  } finally {
    await client.close();
  }
}

async function list(client: EngineClient, isJson: boolean): Promise<void> {
  const { sessions } = await client.request("listSessions", { limit: Number.MAX_SAFE_INTEGER });
  const baselines = sessions.filter(({ isBaseline }) => isBaseline === true);
  if (isJson) printJson(baselines);
  else if (baselines.length === 0) print("No baselines. Set one: optimizer-monitor baseline set ID.\n");
  else {
    const rows = baselines.map(({ id, label, startTime }) => [
      id,
      new Date(startTime * 1000).toLocaleString("sv-SE"),
      safe(label),
    ]);
    print(`${table(rows).join("\n")}\n`);
  }
}
