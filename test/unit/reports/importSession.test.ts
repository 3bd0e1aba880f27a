// What was exported comes back: the report of the file is the report of the session.
import { describe, expect, it } from "vitest";
import { createReport, createReportFromExport } from "../../../src/reports/createReport";
import { jsonExport } from "../../../src/reports/exportJson";
import { importSession } from "../../../src/reports/importSession";
import { recordSession } from "../history/sessions";
import { ReportedSession, START } from "./reports";

const NOW = START + 100;
const exportOf = (session: Parameters<typeof jsonExport>[0]): string => [...jsonExport(session)].join("");

describe("an exported session", () => {
  it.each([
    ["of two runs", recordSession({ id: "s1", iterations: 300, samples: 40 })],
    ["with nothing", new ReportedSession().finish()],
    ["that still runs", new ReportedSession().run("a", [NaN, 2, -Infinity]).samples(20).state],
  ])("%s exports and reports the same again", async (_, session) => {
    const json = exportOf(session);
    const imported = importSession(json);
    if (!imported.ok) throw new Error(imported.reason);
    expect(JSON.parse(exportOf(imported.value))).toMatchObject(JSON.parse(json) as object);
    const report = await createReport(session, "html", NOW);
    expect(await createReportFromExport(json, "html", NOW)).toEqual({ ok: true, value: report });
  });

  it("keeps several values of one time, how often calls took how long, and names that no file could keep", () => {
    const reported = new ReportedSession().run("a", [1]);
    const session = reported.state;
    const at = { type: "metric", name: "queue", time: START + 1 } as const;
    for (const value of [7, 8, 7.5]) session.apply({ ...at, value }, "c", START + 1);
    const buckets = { le: [1, 2], counts: [3, 2, 1] };
    session.apply({ type: "component", name: "Evaluate", count: 6, total: 9, buckets }, "c", START + 1);
    const imported = importSession(exportOf(reported.finish()));
    if (!imported.ok) throw new Error(imported.reason);
    expect([...(imported.value.tables.get("metric:queue")?.columns.get("value")?.values.slice() ?? [])]).toEqual([
      7, 8, 7.5,
    ]);
    expect(imported.value.detail.components).toMatchObject([{ name: "Evaluate", buckets }]);
    const series = `[{"metric":"m","labels":{"\\ud800":"\\u0000"},"times":[1],"values":[2]}]`;
    const changed = importSession(
      exportOf(reported.finish()).replace(/"series":\[[^]*\],\n"alerts"/, `"series":${series},\n"alerts"`),
    );
    if (!changed.ok) throw new Error(changed.reason);
    expect([...(changed.value.tables.get("metric:m")?.columns.keys() ?? [])]).toEqual(["time", "value{\ufffd=\ufffd}"]);
  });

  it("may have a metric without a name, as a history can", () => {
    const state = new ReportedSession().state;
    state.apply({ type: "metric", name: "", value: 5, time: START + 1 }, "c", START + 1);
    const imported = importSession(exportOf({ tables: state.tables, detail: state.detail }));
    if (!imported.ok) throw new Error(imported.reason);
    expect(imported.value.tables.get("metric:")?.columns.get("value")?.values.at(0)).toBe(5);
  });

  it("may be that of a report.json", async () => {
    const json = exportOf(recordSession({ id: "s1", iterations: 5 }));
    const made = await createReportFromExport(`{"report":1,"statistics":{},"session":${json}}`, "text", NOW);
    expect(made).toEqual(await createReportFromExport(json, "text", NOW));
  });

  it.each([
    ["", /no JSON/],
    ["[]", /no object/],
    ["{}", /"schema" must be 1/],
    [`{"report":1}`, /no object/],
    [`{"schema":2}`, /"schema" must be 1, got 2/],
    [`{"schema":1}`, /"runs" must be a list/],
    [`{"schema":1,"runs":[7]}`, /"runs" must be a list of objects/],
    [`{"schema":1,"runs":[{"id":"a"}]}`, /"algorithm" must be a text/],
    [`{"schema":1,"runs":[],"series":[{"metric":"m","labels":{},"times":[1],"values":[]}]}`, /as many as times/],
    [`{"schema":1,"runs":[],"series":[],"components":[],"notes":[],"session":{"id":"a"}}`, /"label" must be a text/],
  ])("is not %s", (json, reason) => {
    const imported = importSession(json);
    expect(imported.ok).toBe(false);
    expect(imported.ok ? "" : imported.reason).toMatch(reason);
  });
});
