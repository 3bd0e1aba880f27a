import { compact, Fields, isObject, Refusal } from "../protocol/fields";
import type { RegressionVerdict } from "../protocol/trends";

const KINDS = ["better", "worse", "same", "tooFew", "noRatio"] as const;

/** Accepts what the catalog holds on a session's regressions; what is damaged is left out. */
export function parseRegressions(value: unknown): readonly RegressionVerdict[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((entry: unknown) => {
    try {
      return isObject(entry) ? [verdictOf(new Fields("regression", entry))] : [];
    } catch (error) {
      if (error instanceof Refusal) return [];
      throw error;
    }
  });
}

function verdictOf(fields: Fields): RegressionVerdict {
  return compact<RegressionVerdict>({
    metric: fields.requiredText("metric"),
    kind: fields.oneOf("kind", KINDS) ?? fields.refuse("kind", "a verdict"),
    sentence: fields.requiredText("sentence"),
    ratio: fields.finite("ratio"),
    low: fields.finite("low"),
    high: fields.finite("high"),
  });
}
