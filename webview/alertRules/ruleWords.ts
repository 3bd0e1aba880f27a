import type { AlertChannel, AlertKind } from "../../src/protocol/alerts";

/** What a kind of rule is called and tells of. */
export const KIND_WORDS: Readonly<Record<AlertKind, { readonly title: string; readonly text: string }>> = {
  threshold: { title: "Threshold", text: "A metric is above or below a number." },
  "nan-objective": { title: "Objective is not a number", text: "The objective is NaN or infinite." },
  stagnation: { title: "Stagnation", text: "The best objective has not improved for long." },
  "diversity-collapse": {
    title: "Diversity collapse",
    text: "The population's diversity is a small share of what it was.",
  },
  "no-report": { title: "Silence", text: "Nothing is reported while a run goes on." },
  "memory-leak": { title: "Memory leak", text: "Memory of the processes grows steadily." },
  "out-of-memory": { title: "Running out of memory", text: "The machine's memory is used up soon at this pace." },
  "budget-nearly-used": { title: "Budget nearly used", text: "A run has used most of its evaluations." },
  "throughput-drop": {
    title: "Throughput drop",
    text: "Evaluations per second have dropped within the run, or against the baseline.",
  },
  "run-failed": { title: "Run failed", text: "A run or the session has failed." },
  "target-reached": { title: "Target reached", text: "A run has reached its target." },
  "session-finished": { title: "Session finished", text: "The session has ended, however." },
};

/** The numbers that rules are set with: what they are, and in what. */
export const FIELD_WORDS: Readonly<Record<string, { readonly label: string; readonly unit: string }>> = {
  above: { label: "Above", unit: "" },
  below: { label: "Below", unit: "" },
  clear: { label: "Over again at", unit: "" },
  iterations: { label: "Iterations in a row", unit: "" },
  seconds: { label: "For at least", unit: "s" },
  tolerance: { label: "Improvement that counts", unit: "of the best" },
  percent: { label: "Share", unit: "%" },
  factor: { label: "Longer than the longest pause", unit: "times" },
  reference: { label: "Against a rate of", unit: "1/s" },
  percentPerHour: { label: "Growth", unit: "% an hour" },
  minutes: { label: "Over", unit: "min" },
  forSeconds: { label: "Condition holds for", unit: "s" },
};

/** Where a rule tells of itself beside panel, log and history. */
export const CHANNEL_WORDS: Readonly<Record<AlertChannel, string>> = {
  notification: "Notification",
  webhook: "Webhook",
  email: "E-mail",
};
