import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { errorText, type Log } from "../base/log";
import { PRIVATE_FOLDER, writePrivateFile } from "../base/privateFiles";
import { isObject } from "../protocol/fields";
import type { EngineNotifications } from "../protocol/rpc";

type News = EngineNotifications["alertDidChange"];

/** More than a person reads when coming back is no help. */
const MAX_UNTOLD = 20;

/** Problems that nobody was there to see, in a file that outlives the engine: a night's run may end long after its editor. */
export class UntoldAlerts {
  private news: readonly News[];

  constructor(
    private readonly path: string,
    private readonly log: Log,
  ) {
    this.news = this.read();
  }

  add(news: News): void {
    this.write([...this.news, news].slice(-MAX_UNTOLD));
  }

  /** Hands everything over; it is told only once. */
  take(): readonly News[] {
    const taken = this.news;
    if (taken.length > 0) this.write([]);
    return taken;
  }

  private write(news: readonly News[]): void {
    this.news = news;
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: PRIVATE_FOLDER });
      writePrivateFile(this.path, JSON.stringify(news));
    } catch (error) {
      this.log.warn(`alerts: ${this.path} cannot be written: ${errorText(error)}`);
    }
  }

  private read(): readonly News[] {
    try {
      const value: unknown = JSON.parse(readFileSync(this.path, "utf8"));
      return Array.isArray(value) ? value.filter(isNews).slice(-MAX_UNTOLD) : [];
    } catch {
      // There is none, or it is damaged: the alerts are in the history all the same.
      return [];
    }
  }
}

function isNews(value: unknown): value is News {
  if (!isObject(value) || !isObject(value["session"]) || !isObject(value["alert"])) return false;
  const { session, alert } = value;
  return [session["id"], session["label"], alert["id"], alert["message"]].every((text) => typeof text === "string");
}
