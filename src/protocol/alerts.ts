import type { WireNumber } from "./number";

/** `info` is worth knowing, `notice` worth a look, `problem` needs a person. */
export const ALERT_SEVERITIES = ["info", "notice", "problem"] as const;
type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** Where an alert may be told beside the panel, the log and the history, which have every alert. */
export const ALERT_CHANNELS = ["notification", "webhook", "email"] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

/** One episode of a rule: from when its condition has held long enough until it no longer holds. Times are Unix seconds. */
export interface Alert {
  /** Unique in its session, and the same again when the session is replayed. */
  readonly id: string;
  readonly rule: string;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  /** The run, the metric's column or the component that it is about; absent where that is the session. */
  readonly subject?: string;
  /** One sentence that says what was seen. */
  readonly message: string;
  readonly value?: WireNumber;
  readonly time: number;
  /** When it was over; absent while it lasts. */
  readonly endTime?: number;
  /** Recorded, but told to nobody: its rule was snoozed, or had told of this session a short while before. */
  readonly quiet?: boolean;
}

/** A number that a rule is set with. */
export interface AlertField {
  readonly minimum: number;
  readonly maximum: number;
  /** What holds where a rule does not say; without one the field may be absent. */
  readonly default?: number;
}

/** What a kind of rule is set with, and what holds where nobody set it. */
export interface AlertKindDescription {
  readonly severity: AlertSeverity;
  /** Whether the kind has a rule without anybody's doing. */
  readonly isBuiltIn: boolean;
  readonly isOn: boolean;
  /** How long its condition must hold. */
  readonly forSeconds: number;
  /** It tells of something that happened; nobody waits for its end. */
  readonly isEvent?: boolean;
  readonly fields: Readonly<Record<string, AlertField>>;
}

const ANY = { minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE };
const count = (value: number): AlertField => ({ default: value, minimum: 1, maximum: 1e9 });
const percent = (value: number): AlertField => ({ default: value, minimum: 0, maximum: 100 });
const minutes = (value: number): AlertField => ({ default: value, minimum: 0.01, maximum: 100_000 });
const quick = { isBuiltIn: true, isOn: true, forSeconds: 0 } as const;

/** Every kind of rule; package.json and docs/alerts.md are tested against it. */
export const ALERT_KINDS = {
  threshold: { ...quick, severity: "notice", isBuiltIn: false, fields: { above: ANY, below: ANY, clear: ANY } },
  "nan-objective": { ...quick, severity: "problem", fields: { iterations: count(1) } },
  stagnation: {
    ...quick,
    severity: "info",
    fields: {
      iterations: count(500),
      seconds: { default: 60, minimum: 0, maximum: 1e9 },
      tolerance: { default: 1e-9, minimum: 0, maximum: 1 },
    },
  },
  "diversity-collapse": { ...quick, severity: "info", fields: { percent: percent(1), iterations: count(20) } },
  "no-report": {
    ...quick,
    severity: "notice",
    fields: {
      seconds: { default: 600, minimum: 1, maximum: 1e9 },
      factor: { default: 10, minimum: 0, maximum: 1000 },
    },
  },
  "memory-leak": {
    ...quick,
    severity: "notice",
    fields: { percentPerHour: { default: 25, minimum: 0.1, maximum: 1e6 }, minutes: minutes(15) },
  },
  "out-of-memory": {
    ...quick,
    severity: "problem",
    forSeconds: 10,
    fields: { minutes: minutes(10), percent: percent(75) },
  },
  "budget-nearly-used": { ...quick, severity: "info", fields: { percent: percent(90) } },
  "throughput-drop": {
    ...quick,
    severity: "notice",
    forSeconds: 60,
    fields: { percent: percent(60), reference: { minimum: 0, maximum: 1e15 } },
  },
  "run-failed": { ...quick, severity: "problem", isEvent: true, fields: {} },
  "target-reached": { ...quick, severity: "info", isEvent: true, fields: {} },
  "session-finished": { ...quick, severity: "info", isOn: false, isEvent: true, fields: {} },
} as const satisfies Readonly<Record<string, AlertKindDescription>>;

export type AlertKind = keyof typeof ALERT_KINDS;

type FieldsOf<K extends AlertKind> = keyof (typeof ALERT_KINDS)[K]["fields"];
type AlertFieldName = { [K in AlertKind]: FieldsOf<K> }[AlertKind];

/** A rule with nothing left open. Written as a setting and read again it is the same rule. */
export interface AlertRule extends Readonly<Partial<Record<AlertFieldName, number>>> {
  /** Unique; a built-in rule has the name of its kind. */
  readonly name: string;
  readonly kind: AlertKind;
  readonly enabled: boolean;
  readonly severity: AlertSeverity;
  readonly forSeconds: number;
  readonly channels: readonly AlertChannel[];
  /** What a threshold is on. */
  readonly metric?: string;
}

/** What is known of a kind, for code that does not care which. */
export function describeKind(kind: AlertKind): AlertKindDescription {
  return ALERT_KINDS[kind];
}
