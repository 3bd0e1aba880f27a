import { computeChanges, isMonthEnd, type DailyIndex, type ReturnTable } from "./data";
import { om } from "./monitor";
import { standardDeviation } from "./statistics";

/** The quarters of all months by the volatility of the index, from the lowest on. */
export const REGIMES = ["calm", "mild", "lively", "stormy"] as const;

/** The volatility is that of the last three months. */
const VOLATILITY_DAYS = 63;
const PERIOD_MONTHS = 60;
const BLOCK_MONTHS = 6;

/** One month: the regime that it began in, what one unit of each share became, and which were listed already. */
export interface Month {
  readonly regime: number;
  readonly growths: Float64Array;
  readonly listed: readonly boolean[];
}

/** The months of a period that might have been, as positions in the history. */
export type Period = Uint16Array;

/**
 * The months that begin in a known regime. A month's volatility is known the day before it begins; the borders between
 * the regimes are those of all the index's years, the later ones too. So this is no test of a forecast.
 */
export function classifyMonths(table: ReturnTable, index: DailyIndex): Month[] {
  return om.component("Regimes", () => {
    const volatilities = measureVolatilities(index);
    const ordered = [...volatilities.values()].sort((first, second) => first - second);
    const borders = REGIMES.slice(1).map(
      (_, quarter) => ordered[Math.floor((ordered.length * (quarter + 1)) / REGIMES.length)] ?? NaN,
    );
    return table.days.slice(0, -1).flatMap((dayBefore, position) => {
      const volatility = volatilities.get(dayBefore);
      if (volatility === undefined) return [];
      const regime = borders.filter((border) => border <= volatility).length;
      return [{ regime, ...describeMonth(table, position + 1) }];
    });
  });
}

/** The standard deviation of the index's latest daily returns at each month's end that has enough of them. */
function measureVolatilities({ days, closes }: DailyIndex): Map<string, number> {
  const returns = computeChanges(closes);
  const volatilities = new Map<string, number>();
  days.forEach((day, position) => {
    if (position < VOLATILITY_DAYS || !isMonthEnd(days, position)) return;
    volatilities.set(day, standardDeviation([...returns.subarray(position - VOLATILITY_DAYS, position)]));
  });
  return volatilities;
}

/** What one unit of each share became in a month, and which shares were listed then. */
function describeMonth(table: ReturnTable, position: number): Omit<Month, "regime"> {
  // Every series ends with the last month: seen from the end, the same month has the same place in each.
  const changes = table.returns.map((series) => series[series.length - table.days.length + position]);
  return {
    growths: Float64Array.from(changes, (change = 0) => 1 + change),
    listed: changes.map((change) => change !== undefined),
  };
}

/**
 * Five years that might have been, so many times: blocks of half a year, drawn from history with replacement. This is
 * the circular block bootstrap (Politis and Romano): the last month is followed by the first.
 */
export function drawPeriods(months: number, count: number): Period[] {
  return om.component("Bootstrap", () => {
    let state = 1;
    const draw = (): Period => {
      const period = new Uint16Array(PERIOD_MONTHS);
      for (let start = 0; start < PERIOD_MONTHS; start += BLOCK_MONTHS) {
        // Lehmer's generator: the Python program draws the same periods.
        state = (state * 48271) % 2147483647;
        for (let offset = 0; offset < BLOCK_MONTHS; offset++) period[start + offset] = (state + offset) % months;
      }
      return period;
    };
    return Array.from({ length: count }, draw);
  });
}
