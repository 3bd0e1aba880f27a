/** Names in an order. Rows of numbers that bring the same ones share them, so that who has seen them knows them again. */
export class Names {
  private readonly places = new Map<string, number>();

  constructor(readonly list: readonly string[]) {
    for (const [place, name] of list.entries()) this.places.set(name, place);
  }

  placeOf(name: string): number | undefined {
    return this.places.get(name);
  }
}

/** Numbers by their names, as one row of a table has them: number i has name i. */
export class NamedNumbers {
  constructor(
    readonly names: Names,
    readonly numbers: readonly number[],
  ) {}

  /** Those of an object, in its order; it shares the names of another row where they are the same. */
  static of(values: Readonly<Record<string, number>>, like?: Names): NamedNumbers {
    const list = Object.keys(values);
    const names = like !== undefined && areSame(list, like.list) ? like : new Names(list);
    return new NamedNumbers(names, Object.values(values));
  }

  get(name: string): number | undefined {
    const place = this.names.placeOf(name);
    return place === undefined ? undefined : this.numbers[place];
  }
}

/** Whether two lists have the same names in the same order. */
export function areSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, place) => name === right[place]);
}
