import * as Type from "typebox";
import { alertFields } from "./sessions";
import {
  amount,
  choice,
  count,
  direction,
  list,
  optional,
  record,
  ref,
  sessionStatus,
  text,
  time,
  wireNumber,
} from "./values";

const statusCounts = record({
  running: count,
  completed: count,
  failed: count,
  stopped: count,
  interrupted: count,
});

/** One page of a list. */
function page(items: Type.TSchema): Type.TSchema {
  return record({
    items: list(items),
    total: Type.Integer({ minimum: 0, description: "How many there are in all" }),
    limit: count,
    offset: count,
  });
}

/** The shapes that only the API has. */
export const ANSWER_SCHEMAS = {
  Problem: Type.Object(
    {
      type: text,
      title: text,
      status: Type.Integer(),
      detail: text,
      instance: text,
      errors: optional(list(record({ parameter: text, detail: text }))),
    },
    { description: "RFC 9457" },
  ),
  Health: record({
    status: choice(["ok"]),
    version: optional(text),
    workspace: optional(text),
    uptimeSeconds: optional(amount),
    runningSessions: optional(count),
  }),
  Realtime: record({ time, sessions: list(ref("Readout")) }),
  Summary: record(
    {
      sessions: count,
      byStatus: statusCounts,
      runs: count,
      iterations: amount,
      evaluations: amount,
      dropped: amount,
      totalSeconds: amount,
      medianSeconds: optional(amount),
      peakRssBytes: optional(amount),
      firstStartTime: optional(time),
      lastStartTime: optional(time),
      isComplete: Type.Boolean({ description: "False where more sessions fit than were looked at" }),
    },
    "Sums over all sessions that fit",
  ),
  AlgorithmSummary: record({
    algorithm: text,
    problem: optional(text),
    direction: optional(direction),
    sessions: count,
    runs: count,
    byStatus: statusCounts,
    converged: Type.Integer({ minimum: 0, description: "Runs that said that they converged" }),
    best: optional(wireNumber),
    medianBest: optional(wireNumber),
    medianEvaluations: optional(amount),
    medianSeconds: optional(amount),
  }),
  Algorithms: record({ items: list(ref("AlgorithmSummary")), isComplete: Type.Boolean() }),
  Points: record({ column: text, unit: optional(text), x: list(Type.Number()), y: list(wireNumber) }),
  Series: record({
    sessionId: text,
    table: text,
    x: text,
    rowCount: Type.Integer({ minimum: 0, description: "Rows of the range before the reduction" }),
    columns: list(ref("Points")),
  }),
  Resources: record({
    sessionId: text,
    label: text,
    status: sessionStatus,
    series: list(ref("Series")),
  }),
  SessionPage: page(ref("SessionSummary")),
  HistoryEntry: record({
    sessionId: text,
    label: text,
    status: sessionStatus,
    startTime: time,
    algorithms: list(text),
    problem: optional(text),
    durationSeconds: optional(amount),
    iterations: amount,
    evaluations: optional(amount),
    evaluationsPerSecond: optional(amount),
    best: optional(wireNumber),
    direction: optional(direction),
    peakRssBytes: optional(amount),
    meanCpuPercent: optional(amount),
  }),
  HistoryPage: page(ref("HistoryEntry")),
  ComponentInSession: record({
    sessionId: text,
    label: text,
    status: sessionStatus,
    startTime: time,
    meanSeconds: optional(amount),
    component: ref("Component"),
  }),
  ComponentHistory: record({
    name: text,
    count: amount,
    totalSeconds: amount,
    meanSeconds: optional(amount),
    items: list(ref("ComponentInSession")),
  }),
  FoundAlert: record({ sessionId: text, ...alertFields }),
  Alerts: record({ items: list(ref("FoundAlert")) }),
} as const;
