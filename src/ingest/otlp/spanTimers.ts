import { compact, type JsonObject } from "../../protocol/fields";
import type { Span } from "./parseTraces";

/** Names of spans that children may still refer to; the oldest are forgotten first. */
const MAX_KNOWN_SPANS = 20_000;
const MAX_NAMES = 2000;
const OTHERS = "(other components)";

interface Timer {
  readonly name: string;
  readonly parent: string | undefined;
  count: number;
  total: number;
  min: number;
  max: number;
  time: number;
}

/**
 * Spans as components. A span ends before the one around it, so that it may come in an earlier request than its parent; it
 * then goes under the parent that spans of its name last had. What is told is recorded at once: nothing waits for parents.
 */
export class SpanTimers {
  private readonly names = new Map<string, string>();
  private readonly parents = new Map<string, string>();

  /** One event for each component of these spans. */
  take(spans: readonly Span[]): readonly JsonObject[] {
    for (const span of spans) this.remember(span);
    for (const span of spans) this.learn(span);
    const timers = new Map<string, Timer>();
    for (const span of spans) this.add(span, timers);
    return [...timers.values()].map((timer) => compact<JsonObject>({ type: "component", ...timer }));
  }

  private remember({ id, name }: Span): void {
    if (id === "") return;
    this.names.set(id, name);
    for (const oldest of this.names.keys()) {
      if (this.names.size <= MAX_KNOWN_SPANS) return;
      this.names.delete(oldest);
    }
  }

  private learn({ name, parentId }: Span): void {
    const parent = this.names.get(parentId);
    if (parent !== undefined && (this.parents.has(name) || this.parents.size < MAX_NAMES))
      this.parents.set(name, parent);
  }

  private add({ name: given, parentId, durationSeconds, endTime }: Span, timers: Map<string, Timer>): void {
    const parent = parentId === "" ? undefined : (this.names.get(parentId) ?? this.parents.get(given));
    const name = timers.size < MAX_NAMES ? given : OTHERS;
    const key = JSON.stringify([name, parent]);
    const timer = timers.get(key) ?? { name, parent, count: 0, total: 0, min: Infinity, max: 0, time: 0 };
    timers.set(key, timer);
    timer.count++;
    timer.total += durationSeconds;
    timer.min = Math.min(timer.min, durationSeconds);
    timer.max = Math.max(timer.max, durationSeconds);
    timer.time = Math.max(timer.time, endTime);
  }
}
