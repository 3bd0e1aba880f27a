import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { errorText, type Log } from "../base/log";
import { PRIVATE_FOLDER, writePrivateFile } from "../base/privateFiles";
import { isObject } from "../protocol/fields";

/** Until when rules are snoozed, in a file that outlives the engine. */
export class Snoozes {
  private readonly until = new Map<string, number>();

  constructor(
    private readonly path: string,
    private readonly log: Log,
  ) {
    for (const [rule, time] of Object.entries(this.read())) if (typeof time === "number") this.until.set(rule, time);
  }

  has(rule: string, now: number): boolean {
    return (this.until.get(rule) ?? 0) > now;
  }

  add(rule: string, until: number, now: number): void {
    for (const [known, time] of this.until) if (time <= now) this.until.delete(known);
    this.until.set(rule, until);
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: PRIVATE_FOLDER });
      writePrivateFile(this.path, JSON.stringify(Object.fromEntries(this.until)));
    } catch (error) {
      this.log.warn(`alerts: ${this.path} cannot be written: ${errorText(error)}`);
    }
  }

  private read(): Readonly<Record<string, unknown>> {
    try {
      const value: unknown = JSON.parse(readFileSync(this.path, "utf8"));
      return isObject(value) ? value : {};
    } catch {
      // None was ever snoozed, or the file is damaged: then the rules are heard again.
      return {};
    }
  }
}
