// Mixed-integer models in the LP format, the same at every run, hard enough that a solver branches for a while.

/** A generator of numbers from 0 to 1 that gives the same ones everywhere. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A sum, broken into lines as the format wants it. */
function sum(terms: readonly string[]): string {
  return terms.map((term, index) => (index > 0 && index % 8 === 0 ? `\n ${term}` : term)).join(" + ");
}

/** A knapsack with several capacities: items that weigh on all of them, values close to their weights. A maximization. */
export function knapsack(items: number, capacities: number, seed: number): string {
  const random = numbers(seed);
  const indices = [...Array(items).keys()];
  const weights = Array.from({ length: capacities }, () => indices.map(() => Math.floor(10 + 990 * random())));
  const values = indices.map((item) =>
    Math.floor(weights.reduce((total, row) => total + (row[item] ?? 0), 0) / capacities + 500 * random()),
  );
  const rows = weights.map((row, index) => {
    const half = Math.floor(row.reduce((total, weight) => total + weight) / 2);
    return ` c${index}: ${sum(row.map((weight, item) => `${weight} x${item}`))} <= ${half}`;
  });
  const names = indices.map((item) => ` x${item}`).join("\n");
  return `Maximize\n obj: ${sum(values.map((value, item) => `${value} x${item}`))}\nSubject To\n${rows.join("\n")}\nBinary\n${names}\nEnd\n`;
}

/** Lot sizing: several products share a machine; producing at all costs a set-up, keeping costs each period. A minimization. */
export function lotSizing(products: number, periods: number, seed: number): string {
  const random = numbers(seed);
  const costs: string[] = [];
  const rows: string[] = [];
  const binaries: string[] = [];
  const load: string[][] = Array.from({ length: periods }, () => []);
  for (let product = 0; product < products; product++) {
    for (let period = 0; period < periods; period++) {
      const id = `${product}_${period}`;
      const demand = random() < 0.3 ? 0 : Math.floor(20 + 80 * random());
      costs.push(`${Math.floor(200 + 400 * random())} y${id}`, `${Math.floor(1 + 4 * random())} s${id}`);
      const before = period === 0 ? "" : ` + s${product}_${period - 1}`;
      rows.push(` balance${id}: p${id}${before} - s${id} = ${demand}`, ` setup${id}: p${id} - 300 y${id} <= 0`);
      load[period]?.push(`p${id} + 15 y${id}`);
      binaries.push(` y${id}`);
    }
  }
  load.forEach((terms, period) => rows.push(` machine${period}: ${terms.join(" + ")} <= ${60 * products}`));
  return `Minimize\n cost: ${sum(costs)}\nSubject To\n${rows.join("\n")}\nBinary\n${binaries.join("\n")}\nEnd\n`;
}
