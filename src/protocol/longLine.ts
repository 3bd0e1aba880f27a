/** A batch of more bytes than this is parsed in pieces, which are cut behind so many. */
const PIECE = 32_000;

/** How our clients begin a batch; others may write it as they like, and are parsed at once. */
const HEAD = /^\{"type":"batch","sequence":(0|[1-9]\d*),"events":\[/;
const LONGEST_HEAD = 64;
const TAIL = "]}";
const [OPEN, CLOSE] = Buffer.from("[]") as unknown as readonly [number, number];
/** In valid JSON this stands between two objects and never inside of a string, whose quotes are escaped. */
const SEAM = '},{"type":';

/**
 * Hands over the events of a long batch of our clients' form one by one, and returns its sequence; undefined for any other line, also
 * where it turns out not to be JSON: then nothing that was handed over counts. A long batch never becomes one long text, nor one
 * large object: what is parsed of a piece is garbage before the next one comes, so that V8 hardly has to keep any of it.
 */
export function readLongBatch(line: Buffer, onEvent: (event: unknown) => void): number | undefined {
  if (line.length <= PIECE) return undefined;
  const head = HEAD.exec(line.toString("latin1", 0, LONGEST_HEAD));
  const end = line.length - TAIL.length;
  if (head === null || line.toString("latin1", end) !== TAIL) return undefined;
  for (let from = head[0].length; from < end;) {
    const seam = line.indexOf(SEAM, from + PIECE);
    const to = seam < 0 ? end : seam + 1;
    const events = parseList(line, from, to);
    if (events === undefined) return undefined;
    for (const event of events) onEvent(event);
    from = to + 1;
  }
  return Number(head[1]);
}

/** What stands between two places of a line as a list, brackets taking the place of what stands around it as long as it is read. */
function parseList(line: Buffer, from: number, to: number): readonly unknown[] | undefined {
  const [before, behind] = [line[from - 1] ?? 0, line[to] ?? 0];
  line[from - 1] = OPEN;
  line[to] = CLOSE;
  const text = line.toString("utf8", from - 1, to + 1);
  line[from - 1] = before;
  line[to] = behind;
  try {
    return JSON.parse(text) as unknown[];
  } catch {
    // A seam between objects that lie deeper leaves brackets open.
    return undefined;
  }
}
