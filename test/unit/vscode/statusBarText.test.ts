import { describe, expect, it } from "vitest";
import type { LiveReadout } from "../../../src/protocol/session";
import { STATUS_BAR_PARTS, type StatusBarPart } from "../../../src/protocol/settings";
import { failureText, spokenText, SteadyText } from "../../../src/vscode/statusBarText";

const readout: LiveReadout = {
  sessionId: "s1",
  label: "portfolio",
  elapsedSeconds: 192,
  run: { algorithm: "GA", iteration: 132, best: 0.01234 },
  evaluationsPerSecond: 672,
  cpuPercent: 87.4,
  rssBytes: 1.2e9,
  components: [],
};
const usual: readonly StatusBarPart[] = ["run", "iteration", "best", "cpu", "memory", "elapsed"];
/** Kinds of spaces made visible as what they stand for. */
const plain = (text: string): string => text.replace(/\u00a0/g, " ").replace(/\u2007/g, "_");

describe("SteadyText", () => {
  it("writes the parts in the user's order", () => {
    const write = (parts: readonly StatusBarPart[]): string => plain(new SteadyText().write(readout, parts, 0));
    expect(write(usual)).toBe("$(pulse) GA it 132 · best 0.01234 · CPU 87 % · 1.2 GB · 03:12");
    expect(write(["elapsed", "iteration", "run"])).toBe("$(pulse) 03:12 · it 132 · GA");
    expect(write(["throughput"])).toBe("$(pulse) 672 / s");
  });

  it("leaves out what is not known, and shows the label rather than nothing", () => {
    const bare: LiveReadout = { sessionId: "s1", label: "quiet task", elapsedSeconds: 5, components: [] };
    expect(plain(new SteadyText().write(bare, usual, 0))).toBe("$(pulse) quiet task · 00:05");
    expect(plain(new SteadyText().write(bare, ["gpu", "best"], 0))).toBe("$(pulse) quiet task");
  });

  it("says how many more sessions run", () => {
    expect(plain(new SteadyText().write(readout, ["run"], 2))).toBe("$(pulse) GA (+2)");
  });

  it("never gets narrower while a session runs, whatever the figures do", () => {
    const steady = new SteadyText();
    const lengths = [
      { iteration: 9, best: 10_000.5, cpu: 100, rss: 999e6 },
      { iteration: 10, best: 1.5, cpu: 7, rss: 1.2e9 },
      { iteration: 100, best: 1, cpu: 0, rss: 100 },
    ].map(({ iteration, best, cpu, rss }) => {
      const now = { ...readout, run: { algorithm: "GA", iteration, best }, cpuPercent: cpu, rssBytes: rss };
      return steady.write(now, usual, 0).length;
    });
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  });

  it("keeps the right edge of a figure that loses a digit", () => {
    const steady = new SteadyText();
    steady.write({ ...readout, cpuPercent: 100 }, ["cpu"], 0);
    expect(plain(steady.write({ ...readout, cpuPercent: 7 }, ["cpu"], 0))).toBe("$(pulse) CPU __7 %");
    const iterations = new SteadyText();
    iterations.write({ ...readout, run: { algorithm: "GA", iteration: 1000 } }, ["iteration"], 0);
    const text = iterations.write({ ...readout, run: { algorithm: "PSO", iteration: 1 } }, ["iteration"], 0);
    expect(plain(text)).toBe("$(pulse) it ____1");
  });

  it("does not pad names: a label gives way to the first algorithm", () => {
    const steady = new SteadyText();
    steady.write({ sessionId: "s1", label: "a label that is long", elapsedSeconds: 1, components: [] }, ["run"], 0);
    expect(steady.write(readout, ["run"], 0)).toBe("$(pulse) GA");
  });

  it("starts anew with another session", () => {
    const steady = new SteadyText();
    steady.write({ ...readout, run: { algorithm: "A long name", iteration: 1_000_000 } }, usual, 0);
    expect(plain(steady.write({ ...readout, sessionId: "s2" }, usual, 0))).toBe(
      "$(pulse) GA it 132 · best 0.01234 · CPU 87 % · 1.2 GB · 03:12",
    );
  });

  it("shows values that are no finite numbers", () => {
    const run = { algorithm: "GA", iteration: 1, best: "-Infinity" } as const;
    expect(plain(new SteadyText().write({ ...readout, run }, ["best"], 0))).toBe("$(pulse) best −∞");
  });

  it("shows names as text, not as icons, and not at any length", () => {
    const run = { algorithm: `$(flame) ${"x".repeat(100)}`, iteration: 1 };
    const text = new SteadyText().write({ ...readout, run }, ["run"], 0);
    expect(text.slice("$(pulse)".length)).not.toContain("$(");
    expect(text.length).toBeLessThan(50);
  });

  it("takes the busiest GPU", () => {
    const gpus = [{ name: "a", utilizationPercent: 12 }, { name: "b", utilizationPercent: 93 }, { name: "c" }];
    expect(plain(new SteadyText().write({ ...readout, gpus }, ["gpu"], 0))).toBe("$(pulse) GPU 93 %");
    expect(plain(new SteadyText().write({ ...readout, gpus: [{ name: "c" }] }, ["gpu"], 0))).toContain("portfolio");
  });

  it("has a text for every part of the setting", () => {
    const full: LiveReadout = { ...readout, gpus: [{ name: "a", utilizationPercent: 1 }] };
    const text = plain(new SteadyText().write(full, STATUS_BAR_PARTS, 0));
    expect(text.split(" · ")).toHaveLength(STATUS_BAR_PARTS.length - 1);
  });
});

describe("other texts", () => {
  it("say why a session failed, without icons of the name's", () => {
    expect(failureText("train $(x)", "exit code 3")).toBe("$(error) train $\u200b(x): exit code 3");
  });

  it("speak a sentence", () => {
    expect(spokenText(readout).replace(/\u00a0/g, " ")).toBe(
      "Optimizer Monitor: portfolio is running, GA, iteration 132, best 0.01234, CPU 87 percent, memory 1.2 GB, since 03:12",
    );
  });
});
