import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS, parseSettings, readSettings } from "../../../src/protocol/settings";

const read = (values: Readonly<Record<string, unknown>>): ReturnType<typeof readSettings> =>
  readSettings((key) => values[key]);

describe("settings", () => {
  it("are what was set, and else the defaults", () => {
    const { settings, problems } = read({
      ...{ launches: "all", "sampling.intervalSeconds": 0.1, "history.folder": "elsewhere", "api.enabled": true },
      ...{ include: ["a*"], "statusBar.contents": ["run"], exclude: null, "alerts.email.from": "" },
    });
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      ...DEFAULT_SETTINGS,
      ...{ launches: "all", samplingIntervalSeconds: 0.1, historyFolder: "elsewhere", apiEnabled: true },
      ...{ include: ["a*"], statusBarContents: ["run"] },
    });
    expect(read({ "sampling.intervalSeconds": 10 })).toMatchObject({ problems: [] });
  });

  it("come over a socket as they are", () => {
    const changed = { ...DEFAULT_SETTINGS, apiPort: 0, webhookUrl: "https://a", emailTo: ["a@b"] };
    expect(parseSettings(JSON.parse(JSON.stringify(changed)))).toEqual({ settings: changed, problems: [] });
    for (const nothing of [undefined, 7, []]) expect(parseSettings(nothing).settings).toEqual(DEFAULT_SETTINGS);
  });

  it.each<readonly [string, string, unknown]>([
    ["readOutput: 1 is not true or false; using true instead.", "readOutput", 1],
    ['sampling.intervalSeconds: "1" is not a number from 0.1 to 10; using 1 instead.', "sampling.intervalSeconds", "1"],
    [
      "sampling.intervalSeconds: 0.09 is not a number from 0.1 to 10; using 1 instead.",
      "sampling.intervalSeconds",
      0.09,
    ],
    ["api.port: 65536 is not a number from 0 to 65535; using 7727 instead.", "api.port", 65_536],
    [
      'launches: "some" is not one of instrumented, all, matching, off; using "instrumented" instead.',
      "launches",
      "some",
    ],
    [
      'history.folder: "  " is not a text that is not empty; using ".optimizer-monitor" instead.',
      "history.folder",
      "  ",
    ],
    ['alerts.email.from: 7 is not a text; using "" instead.', "alerts.email.from", 7],
    ['include: "a" is not a list of texts; using [] instead.', "include", "a"],
    ["include: [1] is not a list of texts; using [] instead.", "include", [1]],
    ["logMatchers: {} is not a list of matchers; using [] instead.", "logMatchers", {}],
  ])("say what is wrong, and what is used instead: %s", (problem, key, value) => {
    const { settings, problems } = read({ [key]: value });
    expect(problems).toEqual([`optimizerMonitor.${problem}`]);
    expect(settings).toEqual(DEFAULT_SETTINGS);
  });

  it("name what a list may hold, and shorten what is long", () => {
    const [problem = ""] = read({ "statusBar.contents": ["run", "wheel"] }).problems;
    expect(problem).toMatch(
      /^optimizerMonitor\.statusBar\.contents: \["run","wheel"\] is not a list of run, iteration, /,
    );
    const long = "x".repeat(100);
    expect(read({ launches: long }).problems[0]).toContain(`launches: "${"x".repeat(59)}… is not one of`);
    expect(read({ launches: "x".repeat(58) }).problems[0]).toContain(`launches: "${"x".repeat(58)}" is not one of`);
    const circle: unknown[] = [];
    expect(read({ launches: Symbol("a"), include: circle }).problems[0]).toContain("launches: Symbol(a) is not one of");
  });

  it("have alert rules that are read with the others, and name what is wrong with them", () => {
    const { settings, problems } = read({ "alerts.rules": [{ kind: "stagnation", iterations: 9 }, { kind: "x" }] });
    expect(settings.alertRules.find(({ kind }) => kind === "stagnation")?.iterations).toBe(9);
    expect(problems).toEqual([expect.stringMatching(/^optimizerMonitor\.alerts\.rules\[1\]: "kind" must be one of /)]);
  });
});
