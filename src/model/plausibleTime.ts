/** Clients keep what they could not send for long, and their clocks differ; what lies further away is no Unix time at all. */
const OLDEST_SECONDS = 366 * 86_400;
const NEWEST_SECONDS = 86_400;

/** The time that a client tells where it can be right, else when it was received. */
export function plausibleTime(told: number | undefined, received: number): number {
  if (told === undefined || told < received - OLDEST_SECONDS || told > received + NEWEST_SECONDS) return received;
  return told;
}
