import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PANEL_TABS } from "../../../src/protocol/panel";
import { parsePanelAddress } from "../../../src/protocol/panelAddress";

describe("a link to the panel", () => {
  it("is taken with its session and its selection", () => {
    const address = {
      tab: "compare",
      sessionId: "s1",
      selection: { sessionIds: ["a", "b"], metric: "best", label: "tour", query: "tag:x" },
    };
    expect(parsePanelAddress(address)).toEqual({ ok: true, value: address });
    expect(parsePanelAddress({ tab: "chart:cost.vl.json" }).ok).toBe(true);
  });

  it.each([
    [undefined, "needs an object"],
    ["live", "needs an object"],
    [{}, '"tab" must be a text'],
    [{ tab: "nowhere" }, '"tab" must be one of live, convergence'],
    [{ tab: "chart:../secret" }, '"tab" must be one of'],
    [{ tab: "live", sessionId: 4 }, '"sessionId" must be a text'],
    [{ tab: "compare", selection: { sessionIds: [1] } }, '"sessionIds" must be a list of texts'],
    [{ tab: "live", selection: "all" }, '"selection" must be an object'],
  ])("is refused with a reason: %j", (value, reason) => {
    const result = parsePanelAddress(value);
    expect(result.ok).toBe(false);
    expect(result.ok ? "" : result.reason).toContain(reason);
  });

  it("never throws, and what it accepts it accepts again unchanged", () => {
    const tab = fc.oneof(fc.constantFrom(...PANEL_TABS), fc.string(), fc.anything());
    const value = fc.record({ tab, sessionId: fc.anything(), selection: fc.anything() }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.oneof(value, fc.anything()), (given) => {
        const first = parsePanelAddress(given);
        if (first.ok) expect(parsePanelAddress(first.value)).toEqual(first);
      }),
    );
  });
});
