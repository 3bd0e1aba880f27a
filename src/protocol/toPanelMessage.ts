import { isObject, type JsonObject } from "./fields";
import type { ToPanelMessage } from "./panel";

const isText = (value: unknown): boolean => typeof value === "string";
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value);
const isListOf = (value: unknown, accepts: (entry: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(accepts);

const isView = (update: unknown): boolean =>
  isObject(update) &&
  isText(update["sessionId"]) &&
  isListOf(update["results"], (result) => isObject(result) && isText(result["key"])) &&
  (update["detail"] === undefined || (isObject(update["detail"]) && isObject(update["detail"]["session"])));

/** What a message of each type must have before the page looks at it. */
const CHECKS: ReadonlyMap<unknown, (message: JsonObject) => boolean> = new Map<unknown, (m: JsonObject) => boolean>([
  [
    "sessions",
    ({ sessions, selected, chosen, engine, isRestricted }) =>
      isListOf(sessions, (session) => isObject(session) && isText(session["id"]) && isText(session["label"])) &&
      isTextOrAbsent(selected) &&
      isTextOrAbsent(chosen) &&
      isText(engine) &&
      (isRestricted === undefined || typeof isRestricted === "boolean"),
  ],
  ["view", ({ update }) => isView(update)],
  ["error", ({ message }) => isText(message)],
  ["answer", ({ id, error }) => typeof id === "number" && isTextOrAbsent(error)],
  ["editAlertRules", () => true],
  ["charts", ({ charts }) => isListOf(charts, (chart) => isObject(chart) && isText(chart["file"]))],
  ["show", ({ tab, selection }) => isText(tab) && (selection === undefined || isObject(selection))],
]);

/** Whether a value is a message of the shell to the page. What the engine and the shell have made is not checked further. */
export function isToPanelMessage(value: unknown): value is ToPanelMessage {
  return isObject(value) && CHECKS.get(value["type"])?.(value) === true;
}
