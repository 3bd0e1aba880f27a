import { describe, expect, it } from "vitest";
import { AlertList } from "../../../src/model/alertList";
import type { Alert } from "../../../src/protocol/alerts";

describe("the alerts of a session", () => {
  const alert = (id: number, endTime?: number): Alert => ({
    ...({ id: `a${id}`, rule: "r", kind: "threshold", severity: "notice", message: "m", time: id } as const),
    ...(endTime === undefined ? {} : { endTime }),
  });

  it("are two hundred; of those that are over the oldest gives way", () => {
    const alerts = new AlertList();
    for (let id = 0; id < 200; id++) alerts.put(alert(id, id === 5 || id === 9 ? 1 : undefined));
    expect(alerts.list()).toHaveLength(200);
    expect(alerts.active()).toHaveLength(198);
    alerts.put(alert(200));
    expect([alerts.get("a5"), alerts.get("a0")?.id, alerts.get("a200")?.id]).toEqual([undefined, "a0", "a200"]);
    alerts.put(alert(201));
    // Now all of them last.
    alerts.put(alert(202));
    expect([alerts.get("a9"), alerts.get("a0"), alerts.get("a1")?.id]).toEqual([undefined, undefined, "a1"]);
    expect(alerts.list()).toHaveLength(200);
    alerts.put(alert(202, 5));
    expect(alerts.list()).toHaveLength(200);
    expect(alerts.get("a202")?.endTime).toBe(5);
  });
});
