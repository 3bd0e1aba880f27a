import { describe, expect, it } from "vitest";
import type { LiveReadout } from "../../../src/protocol/session";
import { coreBars, tooltipMarkdown } from "../../../src/vscode/statusBarTooltip";

const readout: LiveReadout = {
  sessionId: "s1",
  label: "train | all",
  elapsedSeconds: 65,
  run: { algorithm: "GA", iteration: 12, best: 0.5 },
  evaluations: 1200,
  evaluationsPerSecond: 100,
  cpuPercent: 50,
  corePercents: [0, 100],
  busyCores: 1,
  processCount: 3,
  rssBytes: 1e9,
  vmsBytes: 2e9,
  memoryPercent: 12.5,
  components: [{ name: "Data Loading", count: 4, totalSeconds: 2 }],
};
const plain = (text: string): string => text.replace(/\u00a0/g, " ");

describe("tooltipMarkdown", () => {
  it("is a table with a row for each thing that is known", () => {
    const lines = plain(tooltipMarkdown(readout, [])).split("\n");
    expect(lines[0]).toBe("**train \\| all** · 01:05");
    expect(lines.filter((line) => line.startsWith("| "))).toEqual([
      "| | |",
      "| Run | GA · iteration 12 |",
      "| Best | 0.5 |",
      "| Evaluations | 1,200 · 100 / s |",
      "| CPU | 50 % · workflow: 1 cores · processes: 3 |",
      "| Cores | `▁█` |",
      "| Memory | RSS 1.0 GB · VMS 2.0 GB · 13 % of the machine |",
      "| Components | Data Loading · 2.00 s in 4 calls |",
    ]);
  });

  it("has no row for what is not known", () => {
    const text = tooltipMarkdown({ sessionId: "s", label: "x", elapsedSeconds: 1, components: [] }, []);
    expect(text).not.toMatch(/CPU|GPU|Memory|undefined|NaN/);
  });

  it("shows a GPU with what it gives", () => {
    const gpus = [{ name: "H200", utilizationPercent: 40, memoryUsedBytes: 2e9, memoryTotalBytes: 8e9 }, { name: "B" }];
    const text = plain(tooltipMarkdown({ ...readout, gpus }, []));
    expect(text).toContain("| GPU | H200 · 40 % · 2.0 GB / 8.0 GB |");
    expect(text).toContain("| GPU | B |");
  });

  it("breaks many cores into lines", () => {
    const text = tooltipMarkdown({ ...readout, corePercents: Array.from({ length: 70 }, () => 50) }, []);
    expect(text.match(/`[▁-█]+`/g)?.map((bar) => bar.length - 2)).toEqual([32, 32, 6]);
  });

  it("links to commands with their argument, and lets no name become markup", () => {
    const label = "[x](command:evil) <b>`$(flame)`\n| |";
    const text = tooltipMarkdown({ ...readout, label }, [{ title: "Open", command: "a.b", argument: 'id"1' }]);
    expect(text).toContain(`[Open](command:a.b?${encodeURIComponent('["id\\"1"]')})`);
    expect(text.split("\n")[0]).not.toMatch(/[^\\][[`$<|]/);
    expect(text).not.toContain("](command:evil");
  });
});

describe("coreBars", () => {
  it("is as high as the core is busy, and stays in range", () => {
    expect(coreBars([-1, 0, 12.4, 12.5, 50, 99, 100, 140])).toBe("▁▁▁▂▅███");
  });
});
