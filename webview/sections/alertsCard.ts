import { formatClock, formatDuration } from "../../src/base/format";
import { runNames } from "../../src/charts/runNames";
import type { Alert } from "../../src/protocol/alerts";
import { element, setShown, setText, uniqueId } from "../dom";
import type { PageServices } from "../pageServices";

const MOST_ALERTS = 50;

/**
 * What alert rules found in the session: what lasts first, then what is over, the newest first. What is over and was no
 * problem is folded away, as the charts below are worth more of the page.
 */
export class AlertsCard {
  readonly root: HTMLElement;
  private readonly list = element("ul", { class: "alerts", attributes: { tabindex: "0" } });
  private readonly count = element("span", { class: "card-note" });
  private readonly fold = element("button", {
    class: "link-button",
    attributes: { type: "button" },
    on: { click: () => this.toggle() },
  });
  private readonly edit = element("button", {
    class: "link-button",
    text: "Rules…",
    attributes: { type: "button" },
    on: { click: () => this.page.editAlertRules() },
  });
  private shown = "";
  private isFolded = true;

  constructor(private readonly page: PageServices) {
    const id = uniqueId("alerts");
    const title = element("h2", { class: "card-title", text: "Alerts", attributes: { id } });
    this.list.setAttribute("aria-labelledby", id);
    this.root = element("section", { class: "card alerts-card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [title, this.count, this.fold, this.edit]),
      this.list,
    ]);
  }

  update(): void {
    const { detail } = this.page.model;
    const alerts = inOrder(detail?.alerts ?? []);
    setShown(this.root, alerts.length > 0);
    if (detail === undefined || alerts.length === 0) return;
    const names = runNames(detail.runs);
    const subjects = alerts.map(({ subject = "" }) => names.get(subject));
    const text = JSON.stringify([detail.session.id, alerts, subjects, this.isFolded]);
    if (text === this.shown) return;
    this.shown = text;
    const active = alerts.filter(({ endTime }) => endTime === undefined).length;
    setText(this.count, `${active} active, ${alerts.length - active} over`);
    const unfolded = alerts.filter(isOfInterest);
    this.showFold(unfolded.length < alerts.length);
    const listed = (this.isFolded ? unfolded : alerts).slice(0, MOST_ALERTS);
    setShown(this.list, listed.length > 0);
    this.list.replaceChildren(...listed.map((alert) => itemOf(alert, detail.session.startTime, names)));
  }

  private showFold(isNeeded: boolean): void {
    setShown(this.fold, isNeeded);
    setText(this.fold, this.isFolded ? "Show all" : "Show fewer");
    this.fold.setAttribute("aria-expanded", String(!this.isFolded));
  }

  private toggle(): void {
    this.isFolded = !this.isFolded;
    this.update();
  }
}

/** Lasts, or was something that needs a person. */
function isOfInterest({ severity, endTime }: Alert): boolean {
  return endTime === undefined || severity === "problem";
}

function inOrder(alerts: readonly Alert[]): readonly Alert[] {
  const isOver = ({ endTime }: Alert): number => Number(endTime !== undefined);
  return [...alerts].sort((a, b) => isOver(a) - isOver(b) || b.time - a.time);
}

function itemOf(alert: Alert, start: number, names: ReadonlyMap<string, string>): HTMLElement {
  const { severity, endTime, time, message, rule, quiet } = alert;
  const state = endTime === undefined ? "active" : "over";
  const lasted = endTime === undefined ? "active" : `over after ${formatDuration(Math.max(0, endTime - time))}`;
  const facts = [rule, ...aboutOf(alert, names), lasted, ...(quiet === true ? ["not told"] : [])];
  return element("li", { class: "alert", attributes: { "data-severity": severity, "data-state": state } }, [
    element("span", { class: "alert-time", text: formatClock(time - start) }),
    element("span", { class: "alert-severity", text: severity }),
    element("span", { class: "alert-text" }, [
      element("span", { class: "alert-message", text: message }),
      element("span", { class: "alert-facts", text: facts.join(" · ") }),
    ]),
  ]);
}

/** What the alert is about, where the message does not say it: a run by its name, as its id says nothing to a reader. */
function aboutOf({ subject, message }: Alert, names: ReadonlyMap<string, string>): readonly string[] {
  if (subject === undefined) return [];
  const name = names.get(subject) ?? subject;
  return message.includes(name) ? [] : [name];
}
