import { delimiter } from "node:path";
import { describe, expect, it } from "vitest";
import {
  canCarryVariables,
  withVariables,
  type Configuration,
  type DebugVariables,
} from "../../../../src/vscode/launches/debugConfiguration";

const variables: DebugVariables = {
  fixed: { OPTIMIZER_MONITOR_ENDPOINT: "unix:/x", OPTIMIZER_MONITOR_SESSION: "debug-1" },
  paths: { PYTHONPATH: "/py", NODE_PATH: "/node" },
  inherited: (name) => (name === "PYTHONPATH" ? "/inherited" : undefined),
};
const launch = (type: string, more: Record<string, unknown> = {}): Configuration => ({
  type,
  request: "launch",
  ...more,
});

describe("withVariables", () => {
  it("adds to what a program inherits, without an empty entry", () => {
    expect(withVariables(launch("pwa-node"), variables)["env"]).toEqual({
      ...variables.fixed,
      PYTHONPATH: `/py${delimiter}/inherited`,
      NODE_PATH: "/node",
    });
  });

  it("keeps the configuration's own variables and extends its paths", () => {
    const configuration = launch("debugpy", { console: "internalConsole", env: { A: "1", PYTHONPATH: "/own" } });
    const result = withVariables(configuration, variables)["env"];
    expect(result).toMatchObject({ A: "1", PYTHONPATH: `/py${delimiter}/own`, NODE_PATH: "/node" });
  });

  it("leaves paths to the terminal, whose shell may have set them up", () => {
    for (const configuration of [launch("debugpy"), launch("pwa-node", { console: "integratedTerminal" })]) {
      expect(withVariables(configuration, variables)["env"]).toEqual(variables.fixed);
    }
    const own = launch("debugpy", { env: { PYTHONPATH: "/own" } });
    expect(withVariables(own, variables)["env"]).toEqual({ ...variables.fixed, PYTHONPATH: `/py${delimiter}/own` });
  });

  it("speaks the dialect of the C++ debuggers", () => {
    const configuration = launch("cppdbg", {
      environment: [
        { name: "A", value: "1" },
        { name: "NODE_PATH", value: "/n" },
      ],
    });
    const result = withVariables(configuration, variables);
    expect(result["env"]).toBeUndefined();
    expect(result["environment"]).toEqual([
      { name: "A", value: "1" },
      ...Object.entries(variables.fixed).map(([name, value]) => ({ name, value })),
      { name: "PYTHONPATH", value: `/py${delimiter}/inherited` },
      { name: "NODE_PATH", value: `/node${delimiter}/n` },
    ]);
  });

  it("does not change the configuration that it was given", () => {
    const configuration = launch("pwa-node", { env: { A: "1" } });
    withVariables(configuration, variables);
    expect(configuration).toEqual(launch("pwa-node", { env: { A: "1" } }));
  });

  it("leaves alone what launches nothing, or nothing of the user's", () => {
    const others = [
      { type: "pwa-node", request: "attach" },
      launch("pwa-node", { __pendingTargetId: "7" }),
      launch("chrome"),
      launch("extensionHost"),
    ];
    for (const configuration of others) {
      expect(withVariables(configuration, variables)).toBe(configuration);
      expect(canCarryVariables(configuration)).toBe(false);
    }
  });

  it("reaches debuggers that it does not know, where they show that they take variables", () => {
    expect(canCarryVariables(launch("my-debugger"))).toBe(false);
    expect(withVariables(launch("my-debugger", { env: {} }), variables)["env"]).toMatchObject(variables.fixed);
  });
});
