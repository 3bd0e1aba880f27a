import { setImmediate as breathe } from "node:timers/promises";
import { previewAlerts } from "../alerts/preview";
import { readAlertRules } from "../protocol/alertRules";
import type { Alert, AlertRule } from "../protocol/alerts";
import type { AlertPreview, AlertTestResult } from "../protocol/rpc";
import type { Settings } from "../protocol/settings";
import type { AlertChannels } from "./alertChannels";
import type { Alerting } from "./alerting";
import type { RequestHandlers } from "./controlServer";
import type { SessionSource } from "./sessionSource";

/** What requests about alerts are answered from. */
export interface AlertServices {
  readonly alerting: Alerting;
  readonly channels: AlertChannels;
  readonly source: SessionSource;
  readonly settings: () => Settings;
  readonly now: () => number;
}

/** The answers to requests about alerts. */
export function alertHandlers({
  alerting,
  channels,
  source,
  settings,
  now,
}: AlertServices): Pick<RequestHandlers, "snoozeAlert" | "setAlertSecrets" | "testAlert" | "previewAlerts"> {
  return {
    snoozeAlert: ({ rule, seconds }) => {
      alerting.snooze(rule, seconds);
      return null;
    },
    setAlertSecrets: (secrets) => {
      channels.setSecrets(secrets);
      return null;
    },
    testAlert: async (_params, controller) => {
      const alert = testAlert(now());
      const shown: AlertTestResult = { channel: "notification", state: "ok", detail: "sent" };
      controller.notify("alertDidChange", { session: { id: "test", label: "a test" }, alert, isTold: true });
      return [shown, ...(await channels.test(alert))];
    },
    previewAlerts: ({ sessions, rules }) => {
      const wanted = rules === undefined ? settings().alertRules : readAlertRules("rules", rules).rules;
      return preview(
        source,
        wanted.filter(({ enabled }) => enabled),
        sessions,
      );
    },
  };
}

function testAlert(time: number): Alert {
  const message = "This is a test: nothing is the matter.";
  return { id: "test#1", rule: "test", kind: "run-failed", severity: "problem", message, time };
}

/** What rules would have told of in the newest sessions that have ended. */
async function preview(source: SessionSource, rules: readonly AlertRule[], count: number): Promise<AlertPreview> {
  const found = new Map<string, Alert[][]>(rules.map(({ name }) => [name, []]));
  const ended = source.list({ limit: count }).sessions.filter(({ status }) => status !== "running");
  for (const { id } of ended) {
    const alerts = previewAlerts(await source.get(id), rules);
    for (const [name, perSession] of found) perSession.push(alerts.filter(({ rule }) => rule === name));
    // The engine goes on recording meanwhile.
    await breathe();
  }
  return { sessions: ended.length, rules: rules.map((rule) => summaryOf(rule, found.get(rule.name) ?? [])) };
}

function summaryOf(rule: AlertRule, perSession: readonly (readonly Alert[])[]): AlertPreview["rules"][number] {
  const all = perSession.flat();
  const example = all[0]?.message;
  return {
    rule: rule.name,
    severity: rule.severity,
    isTold: rule.channels.length > 0,
    alerts: all.length,
    sessions: perSession.filter((alerts) => alerts.length > 0).length,
    ...(example === undefined ? {} : { example }),
  };
}
