import { describe, expect, it } from "vitest";
import { hasToken, isLoopback, requireOwnHost, type AccessRules } from "../../../src/api/access/accessRules";
import { RateLimit } from "../../../src/api/access/rateLimit";

const rules: AccessRules = { token: "0123456789abcdef", host: "127.0.0.1", allowedHosts: [], allowedOrigins: [] };

describe("loopback", () => {
  it.each([["127.0.0.1"], ["127.5.4.3"], ["localhost"], ["LocalHost."], ["::1"], ["[::1]"]])("%s is", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([["0.0.0.0"], ["::"], ["127.0.0.1.example"], ["128.0.0.1"], ["localhost.example"], [""], ["127.1"]])(
    "%s is not",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});

describe("the name that a request asks for", () => {
  const accepts = (header: string | undefined, more: Partial<AccessRules> = {}): boolean => {
    try {
      requireOwnHost(header, { ...rules, ...more });
      return true;
    } catch {
      return false;
    }
  };

  it("must be one of the machine's own", () => {
    expect([accepts("localhost:80"), accepts("evil.example"), accepts(undefined)]).toEqual([true, false, false]);
  });

  it("may be any address where the API is open to other machines, as addresses cannot be rebound", () => {
    const open = { host: "0.0.0.0" };
    expect([accepts("192.168.1.5:7727", open), accepts("evil.example", open)]).toEqual([true, false]);
    expect(accepts("192.168.1.5:7727")).toBe(false);
  });

  it("may be one that is allowed", () => {
    expect(accepts("metrics.example:7727", { allowedHosts: ["Metrics.Example"] })).toBe(true);
  });
});

describe("the token", () => {
  it.each([
    ["Bearer 0123456789abcdef", true],
    ["bearer  0123456789abcdef", true],
    ["Bearer 0123456789abcdeF", false],
    ["0123456789abcdef", false],
    ["Bearer", false],
    [undefined, false],
  ])("%s", (header, expected) => {
    expect(hasToken(header, rules)).toBe(expected);
  });
});

describe("a rate limit", () => {
  it("allows a burst, then what is refilled, each asker on its own", () => {
    let now = 0;
    const limit = new RateLimit({ perSecond: 2, burst: 3 }, () => now);
    expect([1, 2, 3].map(() => limit.take("a"))).toEqual([0, 0, 0]);
    expect(limit.take("a")).toBe(0.5);
    expect(limit.take("b")).toBe(0);
    now = 0.5;
    expect([limit.take("a"), limit.take("a")]).toEqual([0, 0.5]);
    now = 1000;
    expect([1, 2, 3, 4].map(() => limit.take("a") === 0)).toEqual([true, true, true, false]);
  });

  it("forgets the askers that it has not seen for the longest time", () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1 }, () => 0);
    limit.take("first");
    for (let index = 0; index < 1_000; index++) limit.take(`asker ${index}`);
    expect([limit.take("asker 999"), limit.take("first")]).toEqual([1, 0]);
  });
});
