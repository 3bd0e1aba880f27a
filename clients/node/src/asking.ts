import { mkdir, open, rename, rm, type FileHandle } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { dirname, extname, resolve } from "node:path";
import { clearTimeout, setTimeout } from "node:timers";
import { debuglog } from "node:util";
import type { Endpoint } from "./endpoint.js";
import { camelCased, type RunFigures, type SessionFigures } from "./figures.js";
import { LineReader } from "./lineReader.js";
import { ownReport } from "./ownReport.js";

const debug = debuglog("optimizer-monitor");

/** Who asks: the client that the engine knows. */
interface Asker {
  readonly endpoint: Endpoint;
  readonly id: string;
  readonly token: string | undefined;
  readonly flush: (timeoutMs: number) => Promise<boolean>;
}

/** What is asked about: the engine where there is one, and what this process itself knows. */
export interface Subject {
  readonly asker: Asker | undefined;
  readonly runs: () => RunFigures[];
}

const MAX_LINE = 1 << 20;
/** Of the time that a question may take, what waiting for the last events may take. */
const FLUSH_SHARE = 0.5;
const FORMATS: Readonly<Record<string, string>> = {
  ".html": "html",
  ".htm": "html",
  ".md": "markdown",
  ".txt": "text",
  ".json": "json",
};

type Message = Readonly<Record<string, unknown>>;

/** The engine's figures, or else this process's own; never rejects. */
export async function askFigures({ asker, runs }: Subject, timeoutMs: number): Promise<SessionFigures> {
  let figures: unknown;
  try {
    await ask(asker, { type: "summary" }, timeoutMs, async (message) => {
      figures = camelCased(message["summary"]);
      return true;
    });
    return figures as SessionFigures;
  } catch (error) {
    return ownFigures(runs(), reasonOf(error));
  }
}

/** Writes the engine's report, or else a short one of this process's; false where that cannot be written. Never rejects. */
export async function writeReportFile(subject: Subject, path: string, timeoutMs: number): Promise<boolean> {
  try {
    const target = resolve(path);
    const format = FORMATS[extname(target).toLowerCase()];
    if (format === undefined) throw new Error(`a report ends in ${Object.keys(FORMATS).join(", ")}`);
    await mkdir(dirname(target), { recursive: true });
    await replaceFile(target, (file) => fill(file, subject, format, timeoutMs));
    return true;
  } catch (error) {
    debug("no report at %s: %s", path, reasonOf(error));
    return false;
  }
}

/** A reader sees the old file or the new one. */
async function replaceFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, "w");
    try {
      await write(file);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function fill(file: FileHandle, { asker, runs }: Subject, format: string, timeoutMs: number): Promise<void> {
  try {
    await ask(asker, { type: "report", format }, timeoutMs, async ({ text, last }) => {
      if (typeof text === "string") await file.write(text);
      return last === true;
    });
  } catch (error) {
    await file.truncate(0);
    await file.write(ownReport(ownFigures(runs(), reasonOf(error)), format), 0);
  }
}

function ownFigures(runs: RunFigures[], reason: string): SessionFigures {
  return { source: "client", reason, runs, components: [], resources: {}, findings: [] };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Asks over a connection of its own and hands on the answer's lines until `take` says that it was the last. */
async function ask(
  asker: Asker | undefined,
  question: Message,
  timeoutMs: number,
  take: (message: Message) => Promise<boolean>,
): Promise<void> {
  if (asker === undefined) throw new Error("no engine listens: OPTIMIZER_MONITOR_ENDPOINT is not set");
  await asker.flush(timeoutMs * FLUSH_SHARE);
  const { endpoint, id, token } = asker;
  const socket = endpoint.kind === "pipe" ? connect(endpoint.path) : connect(endpoint.port, endpoint.host);
  const late = new Error(`the engine did not answer within ${timeoutMs / 1000} s`);
  const patience = new Patience(() => socket.destroy(late), timeoutMs);
  try {
    socket.write(`${JSON.stringify({ ...question, id, token })}\n`);
    for await (const message of messagesOf(socket)) {
      patience.renew();
      if (message["type"] === "error") throw new Error(String(message["reason"]));
      if (await take(message)) return;
    }
    throw new Error("the engine ended the answer early");
  } finally {
    patience.end();
    socket.destroy();
  }
}

async function* messagesOf(socket: Socket): AsyncGenerator<Message> {
  const reader = new LineReader(MAX_LINE);
  for await (const chunk of socket) {
    for (const line of reader.push(chunk as Buffer)) yield JSON.parse(line) as Message;
  }
}

/** Runs out when nothing has come for so long. */
class Patience {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly onEnd: () => void,
    private readonly timeoutMs: number,
  ) {
    this.renew();
  }

  renew(): void {
    this.end();
    this.timer = setTimeout(this.onEnd, this.timeoutMs);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
