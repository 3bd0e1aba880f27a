/** From here on a line is parsed in pieces; V8 moves single texts of 128 KB out of the nursery. */
const LONG = 100_000;
/** Pieces are cut behind so many bytes. */
const PIECE = 48_000;

/** How our clients begin a batch; others may write it as they like, and are parsed at once. */
const HEAD = /^\{"type":"batch","sequence":(\d+),"events":\[/;
const LONGEST_HEAD = 64;
const TAIL = "]}";
/** In valid JSON this stands between two objects and never inside of a string, whose quotes are escaped. */
const SEAM = '},{"type":';

/**
 * As JSON.parse, which it throws as. A long batch never becomes one long text: only a collection of the whole heap would
 * find that it is garbage, and an engine that takes many of them in would hold tens of megabytes of them.
 */
export function parseLine(line: string | Buffer): unknown {
  if (typeof line === "string") return JSON.parse(line);
  return (line.length > LONG ? parseInPieces(line) : undefined) ?? (JSON.parse(line.toString()) as unknown);
}

/** A batch of our clients' form; undefined for everything else. */
function parseInPieces(line: Buffer): unknown {
  const head = HEAD.exec(line.toString("latin1", 0, LONGEST_HEAD));
  const end = line.length - TAIL.length;
  if (head === null || line.toString("latin1", end) !== TAIL) return undefined;
  const events: unknown[] = [];
  try {
    for (let from = head[0].length; from < end;) {
      const seam = line.indexOf(SEAM, from + PIECE);
      const to = seam < 0 ? end : seam + 1;
      // A seam between objects that lie deeper leaves brackets open, which throws.
      for (const event of JSON.parse(`[${line.toString("utf8", from, to)}]`) as unknown[]) events.push(event);
      from = to + 1;
    }
  } catch {
    return undefined;
  }
  return { type: "batch", sequence: Number(head[1]), events };
}
