import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RpcChannel } from "../../../src/control/rpcChannel";

let folder: string;
let server: Server;
let client: Socket;
let channel: RpcChannel;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "om-rpc-"));
  const path = join(folder, "socket");
  server = createServer((socket) => socket.on("error", () => undefined).resume());
  await new Promise<void>((resolve) => server.listen(path, resolve));
  client = connect(path);
  await once(client, "connect");
  channel = new RpcChannel(client);
  channel.listen();
});
afterEach(() => {
  channel.dispose();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

// A promise that is rejected and that nobody holds fails the whole run; in the command line it ended the process.
describe("a request on a connection that goes away", () => {
  it("is refused where it could not be written", async () => {
    const closed = new Promise<void>((resolve) => channel.onClose(resolve));
    client.destroy();
    const asked = [channel.request("doctor", {}), channel.request("apiStatus", {})];
    for (const one of asked) await expect(one).rejects.toThrow();
    await closed;
  });

  it("is refused where it was written and no answer will come", async () => {
    const asked = channel.request("doctor", {});
    const refused = expect(asked).rejects.toThrow();
    await new Promise((resolve) => client.once("drain", resolve).write("", resolve));
    client.destroy();
    await refused;
    await expect(channel.request("doctor", {})).rejects.toThrow();
  });
});
