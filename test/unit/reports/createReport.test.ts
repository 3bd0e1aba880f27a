// Reports as a reader gets them, in every format: what is in them, and what must not be.
import { describe, expect, it } from "vitest";
import type { SessionState } from "../../../src/model/sessionState";
import { NamedNumbers } from "../../../src/protocol/namedNumbers";
import type { ReportFormat } from "../../../src/protocol/rpc";
import { createReport } from "../../../src/reports/createReport";
import { recordSession } from "../history/sessions";
import { HOSTILE, outsideOf, picturesOf, ReportedSession, START } from "./reports";

const NOW = START + 100;
const make = (session: ReturnType<typeof recordSession> | SessionState, format: ReportFormat): Promise<string> =>
  createReport(session, format, NOW);

/** The titles of a page's charts. */
function titlesOf(html: string): string[] {
  return picturesOf(html).map((svg) => /<title[^>]*>(.*?)<\/title>/.exec(svg)?.[1] ?? "");
}

describe("a report as a page", () => {
  it("has a picture with name and description for each chart, and every table has a caption", async () => {
    const html = await make(recordSession({ id: "s1", iterations: 60 }), "html");
    expect(titlesOf(html)).toEqual([
      "Convergence",
      "Pareto front",
      "Share of the run",
      "CPU",
      "Memory",
      "archive size",
    ]);
    for (const svg of picturesOf(html)) {
      const [, title, description] = /aria-labelledby="([\w-]+) ([\w-]+)"/.exec(svg) ?? [];
      expect(svg).toMatch(new RegExp(`<title id="${title}">[^<]+</title><desc id="${description}">[^<]+</desc>`));
      expect(svg).toMatch(/^<svg viewBox="0 0 [1-9]\d* [1-9]\d*"/);
      expect(svg).toContain("<path");
      expect(svg).not.toMatch(/NaN|undefined/);
    }
    expect(html.match(/<table>/g)?.length).toBe(html.match(/<table><caption>[^<]+<\/caption>/g)?.length);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(outsideOf(html)).toEqual([]);
  });

  it("gives no id twice, and refers only to ids that it has", async () => {
    const html = await make(recordSession({ id: "s1", iterations: 60 }), "html");
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const named = [...html.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("shows names as they are and takes none for markup", async () => {
    const parameters = { [HOSTILE]: HOSTILE };
    const session = new ReportedSession(HOSTILE)
      .run(
        HOSTILE,
        [3, 2, 1],
        { algorithm: HOSTILE, problem: HOSTILE, library: HOSTILE, parameters },
        { message: HOSTILE },
      )
      .run("other", [4, 3], { algorithm: HOSTILE, problem: HOSTILE, seed: HOSTILE })
      .component(HOSTILE, 3, { source: { file: HOSTILE, line: 3 } })
      .note(HOSTILE);
    const html = await make(session.finish(), "html");
    expect(html).not.toMatch(/<script|<img|\u202e|\u0007/);
    expect(outsideOf(html)).toEqual([]);
    expect(html.match(/&lt;script&gt;alert\(/g)?.length).toBeGreaterThan(10);
    expect(html.match(/<title>/g)).toHaveLength(1);
    expect(html.match(/<svg/g)?.length).toBe(html.match(/<\/svg>/g)?.length);
  });

  it("gives best values in full", async () => {
    const html = await make(new ReportedSession().run("a", [1, 0.123456789012345]).finish(), "html");
    expect(html).toContain('<data value="0.123456789012345" title="0.123456789012345">0.12345679</data>');
  });

  it("draws around values that are no numbers, and counts them", async () => {
    const session = new ReportedSession()
      .run("a", [Infinity, 5, NaN, 3, -Infinity], { target: NaN })
      .run("b", [NaN, NaN], { algorithm: "only NaN" });
    const html = await make(session.finish(), "html");
    const [convergence = ""] = picturesOf(html);
    expect(convergence).not.toMatch(/d="[^"]*(NaN|Infinity)/);
    expect(html).toMatch(/Not drawn as numbers: .*NaN/);
    expect(html).toContain('<data value="-Infinity"');
  });

  it("says what is not there instead of drawing it", async () => {
    const html = await make(new ReportedSession().finish(), "html");
    expect(titlesOf(html)).toEqual([]);
    expect(html).toContain("No run was reported in this session.");
    expect(html).toContain("No resources were measured in this session.");
  });

  it("draws sixty runs in one picture, names none of them twice and keeps the page small", async () => {
    const session = new ReportedSession();
    for (let seed = 0; seed < 60; seed++) {
      session.run(
        `r${seed}`,
        [...Array(500).keys()].map((step) => 1000 / (step + seed + 1)),
        { seed },
      );
    }
    const html = await make(session.finish(), "html");
    expect(titlesOf(html)).toEqual(["Convergence"]);
    expect(html.match(/<th scope="row"/g)).toHaveLength(2 * 60);
    expect(html.length).toBeLessThan(400_000);
    expect(html).toContain("logarithmic");
  });

  it("draws each problem by itself", async () => {
    const session = new ReportedSession()
      .run("a", [5, 1], { problem: "sphere" })
      .run("b", [900, 800], { problem: "rastrigin <2>" })
      .run("c", [4, 2], { problem: "sphere" });
    const html = await make(session.finish(), "html");
    expect(titlesOf(html)).toEqual(["Convergence: sphere", "Convergence: rastrigin &lt;2&gt;"]);
  });

  it("shows the bound, the target and the gap of a solver", async () => {
    const session = new ReportedSession().run("mip", [], { algorithm: "HiGHS", target: 9 });
    for (const [index, best] of [20, 15, 12].entries()) {
      const values = NamedNumbers.of({ best, bound: 5 + index });
      session.state.apply({ type: "iteration", run: "mip", iteration: index, values }, "c", START + index);
    }
    const html = await make(session.finish(), "html");
    expect(html).toMatch(/HiGHS bound<\/text>/);
    expect(html).toMatch(/target 9<\/text>/);
    expect(html).toContain("gap 41.7 % · bound dotted");
  });

  it("reports what runs so far", async () => {
    const html = await make(new ReportedSession().run("a", [2, 1]).samples(12).state, "html");
    expect(html).toContain("running for 1\u00a0min\u00a040\u00a0s");
    expect(titlesOf(html)).toEqual(["Convergence", "CPU", "Memory"]);
  });

  it("says why a session failed", async () => {
    const { state } = new ReportedSession();
    state.finish({ status: "failed", time: START + 3, exitCode: 3, reason: "Exit code <3>." });
    expect(await make(state, "html")).toContain('<p class="reason">Exit code &lt;3&gt;.</p>');
  });
});

describe("a report in words", () => {
  it("has the same sections and figures as Markdown", async () => {
    const text = await make(recordSession({ id: "s1", iterations: 60 }), "markdown");
    expect(text.match(/^## .*$/gm)).toEqual(
      [
        "What it means",
        "Runs",
        "Components",
        "Resources",
        "Metrics of the program",
        "Alerts",
        "Notes",
        "Session",
        "Environment",
      ].map((title) => `## ${title}`),
    );
    expect(text).toMatch(/^\| GA \| [\d.]+ \| −∞ \| 60 \| 3,000 \|/m);
    for (const table of text.matchAll(/(?:^\|.*\|$\n)+/gm)) {
      const widths = table[0]
        .trim()
        .split("\n")
        .map((line) => line.split(" | ").length);
      expect(new Set(widths).size, table[0]).toBe(1);
    }
  });

  it("takes no name for Markdown or HTML", async () => {
    const parameters = { name: HOSTILE };
    const session = new ReportedSession(HOSTILE)
      .run("a", [2, 1], { algorithm: HOSTILE, parameters })
      .note(`${HOSTILE}\n# no`);
    const text = await make(session.finish(), "markdown");
    const outsideCode = text.replace(/^- (Command|Folder): (``) .* \2$/gm, "");
    expect(outsideCode).not.toMatch(/<script|<img|http:\/\/|(?<!\\)[*`[]{1,2}(bold|a\])/);
    expect(text).not.toMatch(/\u202e|\u0007|^# no/m);
  });

  it("is plain text with aligned columns and without control characters", async () => {
    const session = new ReportedSession(HOSTILE)
      .run("a", [2, 1], { algorithm: "short" })
      .run("b", [2000, 1000], { algorithm: "a longer name" });
    const text = await make(session.note("line\nbreak").finish(), "text");
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    const rows = text.split("\n").filter((line) => /^(short|a longer name) .*completed$/.test(line));
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map((row) => row.indexOf("completed"))).size).toBe(1);
    expect(text).toContain("line break");
  });

  it("says little of little", async () => {
    for (const format of ["markdown", "text"] as const) {
      const text = await make(new ReportedSession().finish(), format);
      expect(text).toContain("Nothing stands out");
      expect(text).not.toContain("undefined");
    }
  });
});
