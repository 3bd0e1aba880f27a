import type { ReturnTable } from "./data";
import { om } from "./monitor";
import { mean } from "./statistics";

const DAYS_A_YEAR = 252;

/** What a portfolio has to respect, and what it costs to violate it. */
export interface Constraints {
  readonly largestWeight: number;
  /** A position smaller than this is not worth its fees: it is dropped. */
  readonly smallestWeight: number;
  /** How much the score loses for each unit of weight above the largest one. */
  readonly penalty: number;
}

/** Annual mean return of each share, and the covariances as the upper triangle, row by row. */
export interface Window {
  readonly means: Float64Array;
  readonly covariances: Float64Array;
}

/** How good a candidate is (higher is better), and by how much it violates the constraints. */
export interface Assessment {
  readonly fitness: number;
  readonly violation: number;
}

/** What an investor would ask about a portfolio. */
export interface Profile {
  readonly annualReturn: number;
  readonly volatility: number;
  readonly worstSharpe: number;
  readonly holdings: number;
}

const CONSTRAINTS: Constraints = { largestWeight: 0.2, smallestWeight: 0.01, penalty: 5 };
const RISK_FREE_RATE = 0.02;
const SPREAD_WEIGHT = 0.5;

/** The statistics of every stretch of `length` days, one starting every `step` days. */
export function computeWindows(table: ReturnTable, length: number, step: number): Window[] {
  return om.component("Window Statistics", () => {
    const windows: Window[] = [];
    for (let start = 0; start <= table.days.length - length; start += step) {
      windows.push(describeWindow(table.returns.map((series) => series.subarray(start, start + length))));
    }
    return windows;
  });
}

/** Sample means and covariances of one stretch of days, a year's worth of each. */
function describeWindow(columns: readonly Float64Array[]): Window {
  const means = columns.map(mean);
  const centred = columns.map((column, index) => column.map((value) => value - (means[index] ?? NaN)));
  const factor = DAYS_A_YEAR / ((columns[0]?.length ?? 0) - 1);
  return {
    means: Float64Array.from(means, (value) => value * DAYS_A_YEAR),
    covariances: Float64Array.from(pairs(centred), ([first, second]) => factor * dot(first, second)),
  };
}

/** Each item with itself and with every later one: the order of the upper triangle. */
function* pairs<T>(items: readonly T[]): Generator<readonly [T, T]> {
  for (const [index, first] of items.entries()) {
    for (const second of items.slice(index)) yield [first, second];
  }
}

function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < first.length; index++) sum += (first[index] ?? 0) * (second[index] ?? 0);
  return sum;
}

/**
 * The products of all weights in the order of `pairs`; what is off the diagonal counts twice.
 * With them, a window's variance is one sum of products.
 */
function weightProducts(weights: Float64Array): Float64Array {
  const products = new Float64Array((weights.length * (weights.length + 1)) / 2);
  let position = 0;
  weights.forEach((weight, row) => {
    products[position++] = weight * weight;
    for (const other of weights.subarray(row + 1)) products[position++] = 2 * weight * other;
  });
  return products;
}

/** Scores portfolios over all windows: the mean Sharpe ratio, less half its spread, less the penalty. */
export class PortfolioObjective {
  readonly #windows: readonly Window[];
  readonly #constraints: Constraints;

  constructor(windows: readonly Window[], constraints: Constraints = CONSTRAINTS) {
    this.#windows = windows;
    this.#constraints = constraints;
  }

  /** How many shares there are to choose from. */
  get dimension(): number {
    return this.#windows[0]?.means.length ?? 0;
  }

  /** The portfolio that a point of the unit cube stands for: weights that sum to one, without tiny positions. */
  decode(genes: Float64Array): Float64Array {
    const { smallestWeight } = this.#constraints;
    return normalize(normalize(genes).map((weight) => (weight >= smallestWeight ? weight : 0)));
  }

  /** The score of the portfolio that these genes stand for. */
  assess(genes: Float64Array): Assessment {
    const weights = this.decode(genes);
    const ratios = this.#sharpeRatios(weights);
    const average = mean(ratios);
    const spread = Math.sqrt(mean(ratios.map((ratio) => (ratio - average) ** 2)));
    const violation = this.#violation(weights);
    return { fitness: average - SPREAD_WEIGHT * spread - this.#constraints.penalty * violation, violation };
  }

  /** Return, volatility and worst year of the portfolio that these genes stand for. */
  profile(genes: Float64Array): Profile {
    const weights = this.decode(genes);
    const products = weightProducts(weights);
    return {
      annualReturn: mean(this.#windows.map((window) => dot(window.means, weights))),
      volatility: Math.sqrt(mean(this.#windows.map((window) => dot(window.covariances, products)))),
      worstSharpe: Math.min(...this.#sharpeRatios(weights)),
      holdings: weights.filter((weight) => weight > 0).length,
    };
  }

  /** The portfolio's Sharpe ratio in each window. */
  #sharpeRatios(weights: Float64Array): Float64Array {
    const products = weightProducts(weights);
    return Float64Array.from(
      this.#windows,
      ({ means, covariances }) => (dot(means, weights) - RISK_FREE_RATE) / Math.sqrt(dot(covariances, products)),
    );
  }

  /** How much weight lies above the largest one allowed. */
  #violation(weights: Float64Array): number {
    return weights.reduce((excess, weight) => excess + Math.max(weight - this.#constraints.largestWeight, 0), 0);
  }
}

/** Values of zero or more, scaled so that they sum to one; all the same where every one is zero. */
function normalize(values: Float64Array): Float64Array {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => (total > 0 ? value / total : 1 / values.length));
}
