import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { om } from "./monitor";

/** A change of more than this in one day is worth a look, though it does happen. */
const SUSPICIOUS_RETURN = 0.4;

/** The raw rows of one CSV file, still text. */
export interface PriceFile {
  readonly symbol: string;
  readonly rows: readonly (readonly [day: string, close: string])[];
}

/** Closing prices of every share on the same days. */
export interface PriceTable {
  readonly symbols: readonly string[];
  readonly days: readonly string[];
  readonly prices: readonly Float64Array[];
}

/** Daily simple returns of every share: one value for each day after the first. */
export interface ReturnTable {
  readonly symbols: readonly string[];
  readonly days: readonly string[];
  readonly returns: readonly Float64Array[];
}

/** Reads every CSV file of a folder. */
export function loadPrices(folder: string): PriceFile[] {
  return om.component("Data Loading", () => {
    const names = readdirSync(folder).filter((name) => name.endsWith(".csv"));
    if (names.length === 0) throw new Error(`there is no CSV file in ${folder}`);
    return names.sort().map((name) => readPrices(join(folder, name)));
  });
}

/** Reads one CSV file of `date,close` rows. */
function readPrices(path: string): PriceFile {
  const content = readFileSync(path);
  const [header, ...lines] = content.toString("utf8").trimEnd().split(/\r?\n/);
  if (header !== "date,close") throw new Error(`${basename(path)}: the header is ${header}, not date,close`);
  om.data(content.length, { records: lines.length });
  const rows = lines.map((line) => {
    const [day = "", close = ""] = line.split(",");
    return [day, close] as const;
  });
  return { symbol: basename(path, ".csv"), rows };
}

/** Turns text into prices on one common calendar, or says which file is wrong and why. */
export function validatePrices(files: readonly PriceFile[]): PriceTable {
  return om.component("Validation", () => {
    const calendars = files.map(parseDays);
    const [days = []] = calendars;
    const odd = calendars.findIndex((calendar) => !hasSameDays(calendar, days));
    if (odd >= 0) throw new Error(`${files[odd]?.symbol}: the days differ from those of ${files[0]?.symbol}`);
    return { symbols: files.map((file) => file.symbol), days, prices: files.map(parseCloses) };
  });
}

/** The days of a file, which have to ascend. */
function parseDays(file: PriceFile): string[] {
  let earlier = "";
  return file.rows.map(([day]) => {
    if (Number.isNaN(Date.parse(day))) throw new Error(`${file.symbol}: ${day} is not a day`);
    if (day <= earlier) throw new Error(`${file.symbol}: ${day} comes after ${earlier}`);
    earlier = day;
    return day;
  });
}

function hasSameDays(calendar: readonly string[], days: readonly string[]): boolean {
  return calendar.length === days.length && calendar.every((day, index) => day === days[index]);
}

/** The prices of a file, which have to be positive numbers. */
function parseCloses(file: PriceFile): Float64Array {
  return Float64Array.from(file.rows, ([day, text]) => {
    const close = Number(text);
    if (!(close > 0 && close < Infinity)) throw new Error(`${file.symbol}: the price on ${day} is ${text}`);
    return close;
  });
}

/** The change of each share from each day to the next, as a fraction. */
export function computeReturns(table: PriceTable): ReturnTable {
  return om.component("Returns", () => {
    const days = table.days.slice(1);
    const returns = table.prices.map(computeChanges);
    table.symbols.forEach((symbol, index) => noteJumps(symbol, days, returns[index] ?? new Float64Array()));
    return { symbols: table.symbols, days, returns };
  });
}

function computeChanges(prices: Float64Array): Float64Array {
  return prices.subarray(1).map((price, index) => price / (prices[index] ?? NaN) - 1);
}

/** Remarks on the days on which a share changed so much that the price may be wrong. */
function noteJumps(symbol: string, days: readonly string[], returns: Float64Array): void {
  returns.forEach((change, index) => {
    if (Math.abs(change) <= SUSPICIOUS_RETURN) return;
    om.note(`${symbol} changed by ${Math.round(change * 100)} % on ${days[index]}`, { level: "warning" });
  });
}
