import { cleanText } from "../../../src/protocol/fields";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import { hostileNames } from "../hostile/hostileNames";
import { addSamples, emptySession, liveOf, START, type GeneratedSession } from "./generatedSessions";

/** As the parsers let them pass. */
const names = hostileNames.map((name) => cleanText(name));

/** A session whose every text is one of the hostile names, in every place that holds one. */
export function hostileSession(label: string): GeneratedSession {
  const machine = { cpuModel: label, gpus: names, versions: { [label]: label } };
  const git = { commit: "a".repeat(40), branch: label, isDirty: true };
  const session = emptySession(
    { label, command: label, cwd: label, tags: names, note: label.repeat(18), git },
    machine,
  );
  names.forEach((name, index) => report(session, name, index));
  addSamples(session, 30);
  session.live = {
    ...liveOf(session, 30),
    gpus: names.map((name) => ({ name, utilizationPercent: 50 })),
  };
  return session;
}

/** Everything that a program can report under a name. */
function report({ state }: GeneratedSession, name: string, index: number): void {
  const run = `r${index}-${name}`;
  const at = START + index;
  const start = { algorithm: name, problem: name, library: name, parameters: { [name]: name }, seed: name } as const;
  state.apply({ type: "run_start", run, direction: "minimize", ...start }, "c1", at);
  for (let iteration = 0; iteration < 20; iteration++) {
    const values = { best: 100 / (1 + iteration), evaluations: 10 * iteration, [name]: iteration };
    state.apply({ type: "iteration", run, iteration, values: NamedNumbers.of(values) }, "c1", at + iteration / 2);
  }
  const end = { status: "failed", termination: name, message: name, solution: { [name]: [name] } } as const;
  state.apply({ type: "run_end", run, ...end }, "c1", at + 10);
  const source = { file: name, line: index };
  state.apply({ type: "component", name, count: 3, total: 1 + index, min: 0.1, max: 1, source }, "c1", at);
  state.apply({ type: "component", name: `${name} in ${name}`, count: 1, total: 0.5, parent: name }, "c1", at);
  state.apply({ type: "metric", name, value: index, unit: name }, "c1", at);
  state.apply({ type: "note", level: "warning", text: hostileNames[index] ?? "" }, "c1", at);
  const alert = { rule: name, kind: "threshold", severity: "problem", subject: run, message: name, time: at } as const;
  state.alerts.put({ id: `a${index}`, ...alert });
}

/** A value with words in all its texts, and in the names of its fields, replaced. */
export function withWords<T>(value: T, words: Readonly<Record<string, string>>): T {
  const replaced = (text: string): string =>
    Object.entries(words).reduce((now, [word, other]) => now.split(word).join(other), text);
  const walk = (part: unknown): unknown => {
    if (typeof part === "string") return replaced(part);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, entry]) => [replaced(name), walk(entry)]));
  };
  return walk(value) as T;
}
