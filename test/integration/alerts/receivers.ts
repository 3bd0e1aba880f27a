import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { until } from "../engine/workbench";

/** What a webhook was posted. */
export interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A real HTTP server that takes what is posted, or refuses it. */
export class WebhookReceiver {
  readonly posted: Posted[] = [];
  /** The status that it answers with. */
  status = 204;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8");
      request.on("data", (part: string) => (text += part));
      request.on("end", () => {
        if (receiver.status < 300)
          receiver.posted.push({
            headers: request.headers,
            text,
            body: JSON.parse(text) as Record<string, unknown>,
          });
        response.writeHead(receiver.status).end();
      });
    });
    const receiver = new WebhookReceiver(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook/top-secret-path`;
  }

  /** The ids of what has arrived, once there are so many. */
  async ids(count: number, seconds = 15): Promise<readonly unknown[]> {
    await until(`${count} posts`, () => (this.posted.length >= count ? true : undefined), seconds);
    return this.posted.map(({ body }) => body["id"]);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A real SMTP server that wants a password. */
export class MailReceiver {
  readonly mails: { readonly to: readonly string[]; readonly text: string; readonly user: string }[] = [];
  private server: SMTPServer | undefined;

  constructor(private readonly password: string) {}

  /** Listens on a port, which it keeps when it is started again. */
  async start(port = 0): Promise<number> {
    const server = new SMTPServer({
      hideSTARTTLS: true,
      allowInsecureAuth: true,
      logger: false,
      onAuth: ({ username, password }, _session, done) =>
        password === this.password ? done(null, { user: username ?? "" }) : done(new Error("Invalid password")),
      onData: (stream, session, done) => {
        let text = "";
        stream.on("data", (part: Buffer) => (text += part.toString()));
        stream.on("end", () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.mails.push({ to, text, user: String(session.user) });
          done();
        });
      },
    });
    this.server = server;
    server.on("error", () => undefined);
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    return (server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
