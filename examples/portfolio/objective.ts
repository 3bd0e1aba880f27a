import { REGIMES, type Month, type Period } from "./history";
import { mean } from "./statistics";

const MONTHS_A_YEAR = 12;

/** What a portfolio has to respect, and what it costs to violate it. */
export interface Constraints {
  readonly largestWeight: number;
  /** A position smaller than this is not worth its fees: it is dropped. */
  readonly smallestWeight: number;
  /** How much the score loses for each unit of weight above the largest one, averaged over the regimes. */
  readonly penalty: number;
  /** What it costs to buy or sell, as a fraction of the amount. */
  readonly tradingCost: number;
}

/** The weight of each share, the index last, in each regime. */
export type Portfolio = readonly Float64Array[];

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
  readonly annualTurnover: number;
  readonly holdings: number;
}

const CONSTRAINTS: Constraints = { largestWeight: 0.4, smallestWeight: 0.02, penalty: 5, tradingCost: 0.003 };
const RISK_FREE_RATE = 0.02;
const SPREAD_WEIGHT = 0.5;

/** Scores portfolios: the mean Sharpe ratio of all periods, less half its spread, less the penalty. */
export class PortfolioObjective {
  readonly #months: readonly Month[];
  readonly #periods: readonly Period[];
  readonly #constraints: Constraints;

  constructor(months: readonly Month[], periods: readonly Period[], constraints: Constraints = CONSTRAINTS) {
    this.#months = months;
    this.#periods = periods;
    this.#constraints = constraints;
  }

  /** A weight for each share in each regime. */
  get dimension(): number {
    return REGIMES.length * this.#assets;
  }

  get #assets(): number {
    return this.#months[0]?.growths.length ?? 0;
  }

  /** The portfolio that a point of the unit cube stands for: in each regime, weights that sum to one. */
  decode(genes: Float64Array): Portfolio {
    const assets = this.#assets;
    const { smallestWeight } = this.#constraints;
    return REGIMES.map((_, regime) => {
      const weights = normalize(genes.subarray(regime * assets, (regime + 1) * assets));
      return normalize(weights.map((weight) => (weight >= smallestWeight ? weight : 0)));
    });
  }

  /** The score of the portfolio that these genes stand for. */
  assess(genes: Float64Array): Assessment {
    const portfolio = this.decode(genes);
    const ratios = this.#sharpeRatios(this.#replay(portfolio).returns);
    const average = mean(ratios);
    const spread = Math.sqrt(mean(ratios.map((ratio) => (ratio - average) ** 2)));
    const violation = this.#violation(portfolio);
    return { fitness: average - SPREAD_WEIGHT * spread - this.#constraints.penalty * violation, violation };
  }

  /** Return, volatility, turnover and worst period of the portfolio that these genes stand for. */
  profile(genes: Float64Array): Profile {
    const portfolio = this.decode(genes);
    const { returns, traded } = this.#replay(portfolio);
    const average = mean(returns);
    return {
      annualReturn: average * MONTHS_A_YEAR,
      volatility: Math.sqrt(mean(returns.map((value) => (value - average) ** 2)) * MONTHS_A_YEAR),
      worstSharpe: this.#sharpeRatios(returns).reduce((worst, ratio) => Math.min(worst, ratio)),
      annualTurnover: (traded * MONTHS_A_YEAR) / returns.length,
      holdings: portfolio.reduce((count, weights) => count + weights.filter((weight) => weight > 0).length, 0),
    };
  }

  /**
   * Goes through history with a portfolio: at each month's begin it buys and sells what the regime asks for. Gives each
   * month's return after costs, and how much was traded.
   */
  #replay(portfolio: Portfolio): { returns: Float64Array; traded: number } {
    let traded = 0;
    let held: Float64Array | undefined;
    const returns = Float64Array.from(this.#months, ({ regime, growths, listed }) => {
      const weights = replaceUnlisted(portfolio[regime] ?? new Float64Array(), listed);
      const turnover = held === undefined ? 0 : distance(weights, held);
      const grown = weights.map((weight, share) => weight * (growths[share] ?? NaN));
      const growth = sum(grown);
      held = grown.map((value) => value / growth);
      traded += turnover;
      return growth - 1 - this.#constraints.tradingCost * turnover;
    });
    return { returns, traded };
  }

  /** The Sharpe ratio, a year's worth of it, in each period. */
  #sharpeRatios(returns: Float64Array): Float64Array {
    const excesses = returns.map((value) => value - RISK_FREE_RATE / MONTHS_A_YEAR);
    return Float64Array.from(this.#periods, (period) => {
      let total = 0;
      let squares = 0;
      for (const month of period) {
        const excess = excesses[month] ?? NaN;
        total += excess;
        squares += excess * excess;
      }
      const average = total / period.length;
      return average * Math.sqrt(MONTHS_A_YEAR / (squares / period.length - average * average));
    });
  }

  /** How much weight lies above the largest one allowed, on average over the regimes. */
  #violation(portfolio: Portfolio): number {
    const limit = this.#constraints.largestWeight;
    return mean(portfolio.map((weights) => sum(weights.map((weight) => Math.max(weight - limit, 0)))));
  }
}

/** The weights with the index, which is the last, in the place of shares that cannot be had yet. */
function replaceUnlisted(weights: Float64Array, listed: readonly boolean[]): Float64Array {
  if (!listed.includes(false)) return weights;
  const missing = sum(weights.filter((_, share) => listed[share] === false));
  const index = weights.length - 1;
  return weights.map((weight, share) => (share === index ? weight + missing : listed[share] === true ? weight : 0));
}

function distance(first: Float64Array, second: Float64Array): number {
  return sum(first.map((value, index) => Math.abs(value - (second[index] ?? NaN))));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Values of zero or more, scaled so that they sum to one; all the same where every one is zero. */
function normalize(values: Float64Array): Float64Array {
  const total = sum(values);
  return values.map((value) => (total > 0 ? value / total : 1 / values.length));
}
