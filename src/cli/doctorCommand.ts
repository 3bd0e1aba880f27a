import { errorText } from "../base/log";
import type { DoctorFact } from "../protocol/rpc";
import { readArguments } from "./arguments";
import { EngineClient } from "./engineClient";
import { table } from "./sessionText";
import { print, printJson } from "./output";

const MARKS: Readonly<Record<DoctorFact["state"], string>> = {
  ok: "ok",
  warning: "warning",
  failed: "FAILED",
  absent: "absent",
};

/** `doctor`: what works here; exit code 1 when something that should work does not. */
export async function doctor(args: readonly string[]): Promise<number> {
  const read = readArguments(args, { json: { type: "boolean" } });
  const facts = await examine(read);
  if (read.flags["json"] === true) printJson(facts);
  else print(`${table(facts.map(({ name, state, detail }) => [MARKS[state], name, detail])).join("\n")}\n`);
  return facts.some(({ state }) => state === "failed") ? 1 : 0;
}

async function examine(read: ReturnType<typeof readArguments>): Promise<readonly DoctorFact[]> {
  try {
    const client = await EngineClient.open(read.workspace, read.settings);
    try {
      return await client.request("doctor", {});
    } finally {
      await client.close();
    }
  } catch (error) {
    return [{ name: "engine", state: "failed", detail: errorText(error) }];
  }
}
