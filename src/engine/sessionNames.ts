import { randomBytes } from "node:crypto";
import type { HelloMessage } from "../protocol/wire";

/** Sorts by time and cannot collide: `20261123-224501-a1b2c3`. */
export function sessionId(time: number): string {
  const stamp = new Date(time * 1000).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `${stamp}-${randomBytes(3).toString("hex")}`;
}

/** When the session with an id began, to the second; undefined where it is no such id. */
export function startOf(id: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-[0-9a-f]{6}$/.exec(id);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isFinite(time) ? time / 1000 : undefined;
}

/** What a session is called that no launch is known for. */
export function externalLabel(hello: HelloMessage | undefined): string {
  if (hello === undefined) return "a program";
  if (hello.argv !== undefined && hello.argv !== "") return hello.argv;
  return `${hello.client} (pid ${hello.pid ?? "unknown"})`;
}
