// What of others is in the bundles, under which licence, and that the file which ships says so.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { bundledPackages, isAllowed, licencesText } from "../../scripts/licences.mjs";
import { at } from "../../scripts/setup/paths.mjs";

interface Package {
  readonly name: string;
  readonly licence: string;
  readonly texts: readonly string[];
}

let packages: readonly Package[];
beforeAll(async () => void (packages = (await bundledPackages()) as readonly Package[]));

describe("the packages in the bundles", () => {
  it("have licences that were allowed, with their texts", () => {
    expect(packages.length).toBeGreaterThan(50);
    expect(packages.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
    expect(packages.filter(({ texts }) => texts.length === 0).map(({ name }) => name)).toEqual([]);
  });

  it("come from dependencies that package.json calls such, not from tools", () => {
    const { dependencies } = JSON.parse(readFileSync(at("package.json"), "utf8")) as { dependencies: object };
    const lock = JSON.parse(readFileSync(at("package-lock.json"), "utf8")) as {
      packages: Record<string, { dev?: boolean }>;
    };
    const isTool = (name: string): boolean =>
      Object.entries(lock.packages)
        .filter(([path]) => path.endsWith(`node_modules/${name}`))
        .every(([, { dev }]) => dev === true);
    expect(packages.map(({ name }) => name).filter(isTool)).toEqual([]);
    expect(Object.keys(dependencies).filter((name) => !packages.some((one) => one.name === name))).toEqual([]);
  });

  it("are all in THIRD-PARTY-LICENSES.md, which `npm run licences` writes", () => {
    expect(readFileSync(at("THIRD-PARTY-LICENSES.md"), "utf8")).toBe(licencesText([...packages]));
  });
});

describe("the list of allowed licences", () => {
  it.each([
    ["MIT", true],
    ["Apache-2.0 AND BSL-1.0", true],
    ["(MIT OR GPL-3.0-only)", true],
    ["MIT AND GPL-3.0-only", false],
    ["AGPL-3.0", false],
    ["UNLICENSED", false],
    [undefined, false],
  ])("takes %s: %s", (expression, allowed) => {
    expect(isAllowed(expression)).toBe(allowed);
  });
});
