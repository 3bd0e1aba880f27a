import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAX_LINE_BYTES } from "../../src/protocol/wire";

type Json = Readonly<Record<string, unknown>>;

/** How the engine behaves. */
export interface TestEngineOptions {
  readonly transport?: "unix" | "tcp";
  /** `nothing`: takes everything and answers nothing, as an engine that hangs would; `greeting`: acknowledges nothing. */
  readonly answers?: "everything" | "greeting" | "nothing";
}

/** The engine's side of the wire, as the protocol describes it, with what it received. */
export class TestEngine {
  readonly hellos: Json[] = [];
  /** Events in the order in which they were accepted, each batch once. */
  readonly events: Json[] = [];
  /** How many batches came that were already there. */
  repeated = 0;
  /** How many batches were left without an answer. */
  ignored = 0;
  /** Lines that were no JSON, or too long. */
  readonly broken: string[] = [];
  answers: NonNullable<TestEngineOptions["answers"]>;
  private readonly folder = mkdtempSync(join(tmpdir(), "om-node-"));
  private readonly acknowledged = new Map<string, number>();
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;
  private readonly waiters = new Set<() => void>();
  private reads = true;

  private constructor(private readonly options: TestEngineOptions) {
    this.answers = options.answers ?? "everything";
  }

  static async start(options: TestEngineOptions = {}): Promise<TestEngine> {
    const engine = new TestEngine(options);
    await engine.listen();
    return engine;
  }

  get endpoint(): string {
    return this.options.transport === "tcp" ? `tcp://127.0.0.1:${this.port}` : `unix:${this.path}`;
  }

  get environment(): NodeJS.ProcessEnv {
    return { OPTIMIZER_MONITOR_ENDPOINT: this.endpoint };
  }

  /** Listens, also again after `die`. */
  async listen(): Promise<void> {
    const server = createServer((socket) => this.serve(socket));
    this.server = server;
    const onTcp = this.options.transport === "tcp";
    await new Promise<void>((resolve) =>
      onTcp ? server.listen(this.port, "127.0.0.1", resolve) : server.listen(this.path, resolve),
    );
    const address = server.address();
    if (typeof address === "object" && address !== null) this.port = address.port;
  }

  /** Ends as a killed process does: connections break, what was not acknowledged is lost. */
  async die(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => (this.server === undefined ? resolve() : this.server.close(() => resolve())));
    this.server = undefined;
  }

  async stop(): Promise<void> {
    if (this.server !== undefined) await this.die();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** False for an engine that is busy with something else: what is sent waits in the sockets. */
  set isReading(reads: boolean) {
    this.reads = reads;
    for (const socket of this.sockets) {
      if (reads) socket.resume();
      else socket.pause();
    }
  }

  /** The accepted events of one type. */
  of(type: string): Json[] {
    return this.events.filter((event) => event["type"] === type);
  }

  /** Resolves as soon as `condition` holds; looks at every arrival. */
  async until(condition: () => boolean, timeoutMs = 8000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        const seen = JSON.stringify(this.events.slice(-5));
        reject(new Error(`the engine never saw it; ${this.events.length} events, last: ${seen}`));
      }, timeoutMs);
      const check = (): void => {
        if (!condition()) return;
        clearTimeout(late);
        this.waiters.delete(check);
        resolve();
      };
      this.waiters.add(check);
    });
  }

  private get path(): string {
    return join(this.folder, "ingest.sock");
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let id = "";
    let rest = "";
    socket.setEncoding("utf8");
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.sockets.delete(socket);
      this.notify();
    });
    socket.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) id = this.take(socket, id, line);
      this.notify();
    });
    if (!this.reads) socket.pause();
  }

  private take(socket: Socket, id: string, line: string): string {
    if (Buffer.byteLength(line) > MAX_LINE_BYTES) this.broken.push("a line that is too long");
    let message: Json;
    try {
      message = JSON.parse(line) as Json;
    } catch {
      this.broken.push(line);
      return id;
    }
    if (message["type"] === "hello") return this.greet(socket, message);
    if (message["type"] === "batch") this.takeBatch(socket, id, message);
    else this.events.push(message);
    return id;
  }

  private greet(socket: Socket, hello: Json): string {
    this.hellos.push(hello);
    const id = String(hello["id"]);
    const acknowledged = this.acknowledged.get(id) ?? 0;
    if (this.answers === "nothing") return id;
    send(socket, { type: "welcome", protocol: 1, session: "s1", acknowledged });
    return id;
  }

  private takeBatch(socket: Socket, id: string, batch: Json): void {
    const sequence = Number(batch["sequence"]);
    if (this.answers !== "everything") {
      this.ignored++;
      return;
    }
    if (sequence > (this.acknowledged.get(id) ?? 0)) {
      this.events.push(...(batch["events"] as Json[]));
      this.acknowledged.set(id, sequence);
    } else this.repeated++;
    send(socket, { type: "ack", sequence });
  }

  private notify(): void {
    for (const waiter of [...this.waiters]) waiter();
  }
}

function send(socket: Socket, message: object): void {
  socket.write(`${JSON.stringify(message)}\n`);
}
