/** A unit of ours and how many of it one of the other is. */
export interface UnitConversion {
  readonly unit: string | undefined;
  readonly factor: number;
}

/** UCUM codes (https://ucum.org) that instruments use, as our units, which are base units. */
const UNITS: ReadonlyMap<string, readonly [unit: string, factor: number]> = new Map([
  ["s", ["seconds", 1]],
  ["ms", ["seconds", 1e-3]],
  ["us", ["seconds", 1e-6]],
  ["ns", ["seconds", 1e-9]],
  ["min", ["seconds", 60]],
  ["h", ["seconds", 3600]],
  ["d", ["seconds", 86_400]],
  ["By", ["bytes", 1]],
  ["kBy", ["bytes", 1e3]],
  ["MBy", ["bytes", 1e6]],
  ["GBy", ["bytes", 1e9]],
  ["KiBy", ["bytes", 2 ** 10]],
  ["MiBy", ["bytes", 2 ** 20]],
  ["GiBy", ["bytes", 2 ** 30]],
  ["bit", ["bytes", 0.125]],
  ["By/s", ["bytes per second", 1]],
  ["W", ["watts", 1]],
  ["mW", ["watts", 1e-3]],
  ["J", ["joules", 1]],
  ["Hz", ["hertz", 1]],
  ["Cel", ["degrees Celsius", 1]],
  ["%", ["percent", 1]],
]);

/** The unit that a value is kept in; units that are not known stay as they are, dimensionless ones have none. */
export function convertUnit(code: string): UnitConversion {
  const known = UNITS.get(code);
  if (known !== undefined) return { unit: known[0], factor: known[1] };
  // An annotation such as {evaluation} is no unit.
  const plain = code.replace(/\{[^}]*\}/g, "");
  return { unit: plain === "" || plain === "1" ? undefined : plain, factor: 1 };
}
