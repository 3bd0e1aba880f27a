import { chiSquareTail } from "../statistics/distributions";
import { holm } from "../statistics/rankTests";
import { at, mean, midranks, quantileOfSorted, sortedFinite } from "../statistics/summary";

/** The settings and the result of one run. */
export interface ParameterTrial {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly result: number;
}

/** How much of the results' order one parameter explains. */
export interface ParameterImportance {
  readonly name: string;
  /** η² of the ranks, 0 to 1: the share of the variance of the results' ranks that groups of the parameter's values explain, less what chance explains. */
  readonly importance: number;
  /** Kruskal–Wallis, Holm-corrected over the parameters. */
  readonly p: number;
  /** Spearman's ρ of a numeric parameter with the result, −1 to 1: the direction of a monotone effect. */
  readonly rho?: number;
  readonly runs: number;
}

const GROUPS = 4;
/** Fewer runs than this in a group say nothing about it. */
const LEAST_IN_GROUP = 3;

/**
 * The importance of every parameter that varies, the largest first. Numeric parameters with many values are cut into quartiles, others are
 * grouped by value; then η² = (H − k + 1) / (n − k) with Kruskal–Wallis' H (1952; Tomczak & Tomczak 2014). One measure for numbers and
 * names, blind to the scale of the objective and to outliers, and with a p-value. It sees main effects only:
 * parameters that matter together but not alone stay hidden. Parameters with too few runs a group are left out.
 */
export function parameterImportance(trials: readonly ParameterTrial[]): ParameterImportance[] {
  const usable = trials.filter(({ result }) => !Number.isNaN(result));
  const names = [...new Set(usable.flatMap(({ parameters }) => Object.keys(parameters)))];
  const found = names.flatMap((name) => importanceOf(name, usable) ?? []);
  const corrected = holm(found.map(({ p }) => p));
  return found
    .map((one, index) => ({ ...one, p: at(corrected, index) }))
    .sort((a, b) => b.importance - a.importance || a.p - b.p);
}

function importanceOf(name: string, trials: readonly ParameterTrial[]): ParameterImportance | undefined {
  const known = trials.filter(({ parameters }) => parameters[name] !== undefined && parameters[name] !== null);
  const values = known.map(({ parameters }) => parameters[name]);
  const numbers = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  const isNumeric = numbers.length === values.length;
  const { ranks, tieTerm } = midranks(known.map(({ result }) => result));
  const groups = groupRanks(isNumeric ? quartilesOf(numbers) : values.map((value) => JSON.stringify(value)), ranks);
  const n = groups.reduce((sum, group) => sum + group.length, 0);
  if (groups.length < 2) return undefined;
  const h = kruskalWallis(groups, known.length, tieTerm);
  const k = groups.length;
  return {
    name,
    importance: n > k ? Math.min(1, Math.max(0, (h - k + 1) / (n - k))) : 0,
    p: chiSquareTail(h, k - 1),
    ...(isNumeric
      ? {
          rho: spearman(
            numbers,
            known.map(({ result }) => result),
          ),
        }
      : {}),
    runs: known.length,
  };
}

/** Which quarter each value lies in; few different values are groups themselves. */
function quartilesOf(values: readonly number[]): string[] {
  if (new Set(values).size <= GROUPS) return values.map(String);
  const sorted = sortedFinite(values);
  const edges = [0.25, 0.5, 0.75].map((share) => quantileOfSorted(sorted, share));
  return values.map((value) => String(edges.filter((edge) => value > edge).length));
}

function groupRanks(labels: readonly string[], ranks: readonly number[]): number[][] {
  const groups = new Map<string, number[]>();
  labels.forEach((label, index) => {
    const group = groups.get(label) ?? [];
    group.push(at(ranks, index));
    groups.set(label, group);
  });
  return [...groups.values()].filter(({ length }) => length >= LEAST_IN_GROUP);
}

/** Kruskal and Wallis' H, corrected for ties; of the groups that are large enough. */
function kruskalWallis(groups: readonly (readonly number[])[], count: number, tieTerm: number): number {
  const centre = mean(groups.flat());
  const between = groups.reduce((sum, group) => sum + group.length * (mean(group) - centre) ** 2, 0);
  const spread = (count ** 3 - count - tieTerm) / 12;
  return spread > 0 ? ((count - 1) * between) / spread : 0;
}

/** Spearman's rank correlation (1904): Pearson's of the mid-ranks; 0 where one of both does not vary. */
function spearman(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [midranks(x).ranks, midranks(y).ranks];
  const centre = (x.length + 1) / 2;
  let [products, squaresA, squaresB] = [0, 0, 0];
  a.forEach((rank, index) => {
    const other = at(b, index) - centre;
    products += (rank - centre) * other;
    squaresA += (rank - centre) ** 2;
    squaresB += other ** 2;
  });
  return squaresA > 0 && squaresB > 0 ? products / Math.sqrt(squaresA * squaresB) : 0;
}
