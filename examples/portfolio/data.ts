import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { om } from "./monitor";

const INDEX = "SP500";
const SHARE_HEADER = "date,price";
const INDEX_HEADER = "date,open,high,low,close,adjclose,volume";
/** A change of more than this in one month is worth a look, though it does happen. */
const SUSPICIOUS_RETURN = 0.4;

/** The raw rows of one CSV file, still text. */
export interface PriceFile {
  readonly symbol: string;
  readonly rows: readonly (readonly string[])[];
}

/** The market on every trading day. */
export interface DailyIndex {
  readonly days: readonly string[];
  readonly closes: Float64Array;
}

/** Prices at the end of each month, the shares first and the index last; a share that was listed late has fewer. */
export interface PriceTable {
  readonly symbols: readonly string[];
  readonly days: readonly string[];
  readonly prices: readonly Float64Array[];
}

/** Simple returns of each month; every series ends with the last day. */
export interface ReturnTable {
  readonly symbols: readonly string[];
  readonly days: readonly string[];
  readonly returns: readonly Float64Array[];
}

/** Reads every CSV file of a folder. */
export function loadPrices(folder: string): PriceFile[] {
  return om.component("Data Loading", () => {
    const names = readdirSync(folder).filter((name) => name.endsWith(".csv"));
    if (names.length < 2 || !names.includes(`${INDEX}.csv`)) {
      throw new Error(`there are no CSV files of shares and of ${INDEX} in ${folder}`);
    }
    return names.sort().map((name) => readPrices(join(folder, name)));
  });
}

/** Reads one CSV file; no value in it has quotes. */
function readPrices(path: string): PriceFile {
  const content = readFileSync(path);
  const symbol = basename(path, ".csv");
  const [header, ...lines] = content.toString("utf8").trimEnd().split(/\r?\n/);
  const expected = symbol === INDEX ? INDEX_HEADER : SHARE_HEADER;
  if (header !== expected) throw new Error(`${basename(path)}: the header is ${header}, not ${expected}`);
  om.data(content.length, { records: lines.length });
  return { symbol, rows: lines.map((line) => line.split(",")) };
}

/** Turns text into prices at the index's month ends, or says which file is wrong and why. */
export function validatePrices(files: readonly PriceFile[]): { table: PriceTable; index: DailyIndex } {
  return om.component("Validation", () => {
    const shares = files.filter((file) => file.symbol !== INDEX);
    const index = parseIndex(files.find((file) => file.symbol === INDEX) ?? { symbol: INDEX, rows: [] });
    const calendars = shares.map(parseDays);
    const days = calendars.reduce((longest, calendar) => (calendar.length > longest.length ? calendar : longest));
    checkDays(shares, calendars, days, index);
    const closes = new Map(index.days.map((day, position) => [day, index.closes[position]]));
    const prices = shares.map((share) => parseColumn(share, 1));
    prices.push(Float64Array.from(days, (day) => closes.get(day) ?? NaN));
    return { table: { symbols: [...shares.map((share) => share.symbol), INDEX], days, prices }, index };
  });
}

/** The days of a file, which have to ascend. */
function parseDays(file: PriceFile): string[] {
  let earlier = "";
  return file.rows.map(([day = ""]) => {
    if (Number.isNaN(Date.parse(day))) throw new Error(`${file.symbol}: ${day} is not a day`);
    if (day <= earlier) throw new Error(`${file.symbol}: ${day} comes after ${earlier}`);
    earlier = day;
    return day;
  });
}

/** One column of a file; its values have to be positive numbers. */
function parseColumn(file: PriceFile, column: number): Float64Array {
  return Float64Array.from(file.rows, (row) => {
    const value = Number(row[column]);
    if (!(value > 0 && value < Infinity)) {
      throw new Error(`${file.symbol}: there is the value ${row[column]} on ${row[0]}`);
    }
    return value;
  });
}

/** The days of the index; each has to open and close between its lowest and its highest value. */
function parseIndex(file: PriceFile): DailyIndex {
  const days = parseDays(file);
  const [opens, highs, lows, closes = new Float64Array()] = [1, 2, 3, 4, 5, 6].map((column) =>
    parseColumn(file, column),
  );
  days.forEach((day, position) => {
    const [open = NaN, high = NaN, low = NaN, close = NaN] = [opens, highs, lows, closes].map((all) => all?.[position]);
    if (low <= Math.min(open, close) && Math.max(open, close) <= high) return;
    throw new Error(`${file.symbol}: ${day} opens or closes outside of its range`);
  });
  return { days, closes };
}

/** Every share has to have a price at each month's end, from its listing to the last of all days. */
function checkDays(
  shares: readonly PriceFile[],
  calendars: readonly (readonly string[])[],
  days: readonly string[],
  index: DailyIndex,
): void {
  const odd = calendars.findIndex((calendar) => !hasSameDays(calendar, days.slice(-calendar.length)));
  if (odd >= 0) throw new Error(`${shares[odd]?.symbol}: the days differ from those of the other shares`);
  const [first = "", last = ""] = [days[0], days.at(-1)];
  const monthEnds = index.days.filter((_, position) => isMonthEnd(index.days, position));
  if (
    hasSameDays(
      days,
      monthEnds.filter((day) => first <= day && day <= last),
    )
  )
    return;
  throw new Error(`the days of the shares are not the month ends of ${INDEX}`);
}

/** Whether the day after is one of another month. */
export function isMonthEnd(days: readonly string[], position: number): boolean {
  const next = days[position + 1];
  return next !== undefined && next.slice(0, 7) !== days[position]?.slice(0, 7);
}

function hasSameDays(calendar: readonly string[], days: readonly string[]): boolean {
  return calendar.length === days.length && calendar.every((day, index) => day === days[index]);
}

/** The change of each share from each month's end to the next, as a fraction. */
export function computeReturns(table: PriceTable): ReturnTable {
  return om.component("Returns", () => {
    const returns = table.prices.map(computeChanges);
    returns.forEach((series, index) => noteJumps(table.symbols[index] ?? "", table.days.slice(-series.length), series));
    return { symbols: table.symbols, days: table.days.slice(1), returns };
  });
}

/** The change from each value to the next, as a fraction. */
export function computeChanges(prices: Float64Array): Float64Array {
  return prices.subarray(1).map((price, index) => price / (prices[index] ?? NaN) - 1);
}

/** Remarks on the months in which a share changed so much that the price may be wrong. */
function noteJumps(symbol: string, days: readonly string[], returns: Float64Array): void {
  returns.forEach((change, index) => {
    if (Math.abs(change) <= SUSPICIOUS_RETURN) return;
    const month = days[index]?.slice(0, 7);
    om.note(`${symbol} changed by ${Math.round(change * 100)} % in ${month}`, { level: "warning" });
  });
}
