import { formatClock, formatDuration } from "../../src/base/format";
import type { Alert } from "../../src/protocol/alerts";
import { element, setShown, setText, uniqueId } from "../dom";
import type { PageServices } from "../pageServices";

const MOST_ALERTS = 50;

/** What alert rules found in the session: what lasts first, then what is over, the newest first. */
export class AlertsCard {
  readonly root: HTMLElement;
  private readonly list = element("ul", { class: "alerts", attributes: { tabindex: "0" } });
  private readonly count = element("span", { class: "card-note" });
  private readonly edit = element("button", {
    class: "link-button",
    text: "Rules…",
    attributes: { type: "button" },
    on: { click: () => this.page.editAlertRules() },
  });
  private shown = "";

  constructor(private readonly page: PageServices) {
    const id = uniqueId("alerts");
    const title = element("h2", { class: "card-title", text: "Alerts", attributes: { id } });
    this.list.setAttribute("aria-labelledby", id);
    this.root = element("section", { class: "card alerts-card", attributes: { "aria-labelledby": id } }, [
      element("header", { class: "card-head" }, [title, this.count, this.edit]),
      this.list,
    ]);
  }

  update(): void {
    const { detail } = this.page.model;
    const alerts = inOrder(detail?.alerts ?? []);
    setShown(this.root, alerts.length > 0);
    if (detail === undefined || alerts.length === 0) return;
    const text = JSON.stringify([detail.session.id, alerts]);
    if (text === this.shown) return;
    this.shown = text;
    const active = alerts.filter(({ endTime }) => endTime === undefined).length;
    setText(this.count, `${active} active, ${alerts.length - active} over`);
    const start = detail.session.startTime;
    this.list.replaceChildren(...alerts.slice(0, MOST_ALERTS).map((alert) => itemOf(alert, start)));
  }
}

function inOrder(alerts: readonly Alert[]): readonly Alert[] {
  const isOver = ({ endTime }: Alert): number => Number(endTime !== undefined);
  return [...alerts].sort((a, b) => isOver(a) - isOver(b) || b.time - a.time);
}

function itemOf(alert: Alert, start: number): HTMLElement {
  const { severity, endTime, time, message, rule, subject, quiet } = alert;
  const state = endTime === undefined ? "active" : "over";
  const lasted = endTime === undefined ? "active" : `over after ${formatDuration(Math.max(0, endTime - time))}`;
  const facts = [rule, ...(subject === undefined ? [] : [subject]), lasted, ...(quiet === true ? ["not told"] : [])];
  return element("li", { class: "alert", attributes: { "data-severity": severity, "data-state": state } }, [
    element("span", { class: "alert-time", text: formatClock(time - start) }),
    element("span", { class: "alert-severity", text: severity }),
    element("span", { class: "alert-text" }, [
      element("span", { class: "alert-message", text: message }),
      element("span", { class: "alert-facts", text: facts.join(" · ") }),
    ]),
  ]);
}
