import { formatBytes, formatCount, formatValue } from "../base/format";
import type { RetentionRules } from "../protocol/historyAdmin";

/** A session as pruning sees it. */
export interface PrunableSession {
  readonly id: string;
  readonly label: string;
  readonly startTime: number;
  /** The size of its own file. */
  readonly bytes: number;
  /** Pinned or a baseline: never touched. */
  readonly isKept: boolean;
  /** Its full series is gone already. */
  readonly isThinned: boolean;
}

/** What pruning takes, oldest first. */
export interface PrunePlan {
  readonly thin: readonly PrunableSession[];
  readonly remove: readonly PrunableSession[];
  /** One sentence for each rule that asks for something. */
  readonly reasons: readonly string[];
}

/** About what a session without its full series takes; what is smaller is not worth thinning. */
export const THINNED_BYTES = 32_768;
const DAY_SECONDS = 86_400;

/**
 * Says what goes by the rules, oldest first. Detail goes before summaries: a session loses its full series after `days`
 * and goes after twice as long; over `megabytes` all that may lose their series do so before the first one goes. What
 * is over `sessions` goes whole, since thinning makes the number no smaller.
 * @param sessions in any order; `bytes` in bytes, times in Unix seconds
 */
export function planPruning(sessions: readonly PrunableSession[], rules: RetentionRules, now: number): PrunePlan {
  const oldestFirst = [...sessions].sort((a, b) => a.startTime - b.startTime || (a.id < b.id ? -1 : 1));
  const free = oldestFirst.filter(({ isKept }) => !isKept);
  const thin = new Set<PrunableSession>();
  const remove = new Set<PrunableSession>();
  const reasons = [
    ...byAge(free, rules.days ?? 0, now, { thin, remove }),
    ...byCount(free, rules.sessions ?? 0, sessions.length, { thin, remove }),
    ...bySize(free, (rules.megabytes ?? 0) * 1e6, sizeOf(sessions), { thin, remove }),
  ];
  for (const session of remove) thin.delete(session);
  const inOrder = (chosen: ReadonlySet<PrunableSession>): readonly PrunableSession[] =>
    oldestFirst.filter((session) => chosen.has(session));
  return { thin: inOrder(thin), remove: inOrder(remove), reasons };
}

interface Chosen {
  readonly thin: Set<PrunableSession>;
  readonly remove: Set<PrunableSession>;
}

function byAge(
  free: readonly PrunableSession[],
  days: number,
  now: number,
  { thin, remove }: Chosen,
): readonly string[] {
  if (days <= 0) return [];
  const age = ({ startTime }: PrunableSession): number => (now - startTime) / DAY_SECONDS;
  const before = thin.size + remove.size;
  for (const session of free) {
    if (age(session) > 2 * days) remove.add(session);
    else if (age(session) > days && isWorthThinning(session)) thin.add(session);
  }
  if (thin.size + remove.size === before) return [];
  return [`Sessions older than ${plural(days, "day")} lose their full series; those of twice that age go.`];
}

function byCount(free: readonly PrunableSession[], most: number, total: number, { remove }: Chosen): readonly string[] {
  let over = total - remove.size - most;
  if (most <= 0 || over <= 0) return [];
  const reason = `There are ${plural(total - remove.size, "session")}, more than ${formatCount(most)}: the oldest go.`;
  const before = remove.size;
  for (const session of free) {
    if (over <= 0) break;
    if (remove.has(session)) continue;
    remove.add(session);
    over--;
  }
  return remove.size > before ? [reason] : [];
}

function bySize(
  free: readonly PrunableSession[],
  limit: number,
  total: number,
  { thin, remove }: Chosen,
): readonly string[] {
  let size = total;
  for (const session of remove) size -= session.bytes;
  for (const session of thin) if (!remove.has(session)) size -= thinningGain(session);
  if (limit <= 0 || size <= limit) return [];
  const reason = `The sessions take ${formatBytes(size)}, more than ${formatBytes(limit)}: the oldest lose their full series, then they go.`;
  const before = thin.size + remove.size;
  const left = free.filter((session) => !remove.has(session));
  for (const session of left.filter((candidate) => !thin.has(candidate) && isWorthThinning(candidate))) {
    if (size <= limit) break;
    thin.add(session);
    size -= thinningGain(session);
  }
  for (const session of left) {
    if (size <= limit) break;
    remove.add(session);
    size -= thin.has(session) ? session.bytes - thinningGain(session) : session.bytes;
  }
  return thin.size + remove.size > before ? [reason] : [];
}

function isWorthThinning({ isThinned, bytes }: PrunableSession): boolean {
  return !isThinned && bytes > THINNED_BYTES;
}

/** About how many bytes thinning a session frees. */
export function thinningGain({ bytes }: PrunableSession): number {
  return Math.max(0, bytes - THINNED_BYTES);
}

function sizeOf(sessions: readonly PrunableSession[]): number {
  return sessions.reduce((sum, { bytes }) => sum + bytes, 0);
}

function plural(count: number, noun: string): string {
  return `${Number.isInteger(count) ? formatCount(count) : formatValue(count)} ${noun}${count === 1 ? "" : "s"}`;
}
