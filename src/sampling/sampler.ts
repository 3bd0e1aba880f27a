/** One value of one metric, named as in model/metrics.ts. What a platform does not give has no reading; it is never zero instead. */
export interface Reading {
  readonly metric: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A reading of a metric, or nothing where there is no value. */
export function reading(
  metric: string,
  value: number | undefined,
  labels?: Readonly<Record<string, string>>,
): readonly Reading[] {
  if (value === undefined || !Number.isFinite(value)) return [];
  return [labels === undefined ? { metric, value } : { metric, labels, value }];
}
