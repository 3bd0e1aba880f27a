import type { Alert } from "../../protocol/alerts";
import { isObject } from "../../protocol/fields";

/** What is sent over a channel; enough to be understood without the editor. */
export interface AlertMessage {
  /** Unique over all sessions; receivers recognize a repetition by it. */
  readonly id: string;
  readonly state: "began" | "ended" | "test";
  readonly session: { readonly id: string; readonly label: string };
  readonly host: string;
  readonly workspace: string;
  readonly alert: Alert;
}

/** Reads a message that was stored. */
export function isAlertMessage(value: unknown): value is AlertMessage {
  return isObject(value) && typeof value["id"] === "string" && isObject(value["alert"]) && isObject(value["session"]);
}

const STATES = { began: "", ended: "Over: ", test: "Test: " };

/** One line: `Problem in tour: The objective of GA is NaN.` */
export function headline({ state, alert, session }: AlertMessage): string {
  const severity = alert.severity.slice(0, 1).toUpperCase() + alert.severity.slice(1);
  return `${STATES[state]}${severity} in ${session.label}: ${alert.message}`;
}

/** What else there is to know, as names and values. */
export function factsOf({ alert, session, host, workspace }: AlertMessage): readonly (readonly [string, string])[] {
  const time = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
  return [
    ["Rule", alert.rule],
    ...(alert.subject === undefined ? [] : [["About", alert.subject] as const]),
    ["Began", time(alert.time)],
    ...(alert.endTime === undefined ? [] : [["Ended", time(alert.endTime)] as const]),
    ["Session", session.id],
    ["Folder", workspace],
    ["Host", host],
  ];
}
