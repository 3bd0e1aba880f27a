import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { errorCode } from "../../base/log";
import type { JsonObject } from "../../protocol/fields";
import { parseClientLine } from "../../protocol/parseWire";
import { WIRE_VERSION, type HelloMessage } from "../../protocol/wire";
import type { ClientChannel, ClientReceiver } from "../receiver";
import type { Attributes } from "./otlpFields";
import { Translation, type Translated } from "./translation";

/** Events that are journaled together: a line stays well below the wire's limit. */
const BATCH_EVENTS = 500;
/** A program that no process and no launch is known of is gone when it exports nothing for so long: SDKs export once a minute. */
const SILENCE_MS = 150_000;

/** A program that exports, by its resource: to the engine it is a client as any other. */
export class OtlpClient {
  private readonly translation: Translation;
  private readonly hello: HelloMessage;
  private channel: ClientChannel | undefined;
  private lastHeard = 0;
  private sequence = 0;

  constructor(
    resource: Attributes,
    private readonly session: string | undefined,
    private readonly receiver: ClientReceiver,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.hello = helloOf(resource, session);
    this.translation = new Translation(String(resource["service.name"] ?? "OpenTelemetry"));
  }

  /** Whether this is who exports with a resource. */
  static key(resource: Attributes, session: string | undefined): string {
    return JSON.stringify([session, Object.entries(resource).sort(([left], [right]) => (left < right ? -1 : 1))]);
  }

  /** Records what a translation gives; how many of its points or spans could not be used. */
  async record(translate: (translation: Translation) => Translated): Promise<number> {
    this.channel ??= await this.receiver.admit(this.hello);
    this.lastHeard = this.now();
    const { events, rejected } = translate(this.translation);
    let refused = 0;
    for (let from = 0; from < events.length; from += BATCH_EVENTS) {
      refused += this.accept(this.channel, events.slice(from, from + BATCH_EVENTS));
    }
    return rejected + refused;
  }

  /** Makes what was recorded safe; false while that is not possible. Who is known to belong to a launch then lets go. */
  flush(): boolean {
    if (this.channel?.flush() === false) return false;
    if (this.session !== undefined && this.hello.pid === undefined) this.leave();
    return true;
  }

  /** Lets go of a program that is gone or silent, as HTTP knows no goodbye. Whether it will never come back. */
  leaveIfGone(): boolean {
    const { pid } = this.hello;
    const isGone = pid !== undefined && !isAlive(pid);
    if (isGone || (pid === undefined && this.now() - this.lastHeard > SILENCE_MS)) this.leave();
    return isGone;
  }

  leave(): void {
    this.channel?.leave(true);
    this.channel = undefined;
  }

  private accept(channel: ClientChannel, events: readonly JsonObject[]): number {
    const sequence = Math.max(this.sequence, channel.acknowledged) + 1;
    this.sequence = sequence;
    const line = JSON.stringify({ type: "batch", sequence, events });
    const parsed = parseClientLine(line);
    if (!parsed.ok || parsed.value.type !== "batch") return events.length;
    for (const reason of parsed.value.refused) channel.refuse(reason);
    channel.accept(parsed.value.events, line, sequence);
    return parsed.value.refused.length;
  }
}

function helloOf(resource: Attributes, session: string | undefined): HelloMessage {
  const language = resource["telemetry.sdk.language"];
  const version = resource["telemetry.sdk.version"];
  const pid = pidOf(resource);
  const key = createHash("sha256").update(OtlpClient.key(resource, session)).digest("base64url").slice(0, 22);
  return {
    type: "hello",
    protocol: WIRE_VERSION,
    client: ["OpenTelemetry", language, version].filter((part) => part !== undefined).join(" "),
    id: `otlp-${key}`,
    ...(pid === undefined ? {} : { pid }),
    ...(session === undefined ? {} : { session }),
  };
}

/** The process, where it is one of this machine: in a container or on another host the number means nothing here. */
function pidOf(resource: Attributes): number | undefined {
  const pid = resource["process.pid"];
  const host = resource["host.name"];
  const isHere = host === undefined || host === hostname();
  return isHere && typeof pid === "number" && Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process.
    return errorCode(error) === "EPERM";
  }
}
