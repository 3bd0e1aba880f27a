import * as Type from "typebox";

/** An object of exactly these properties: what an answer holds beyond its schema fails the tests. */
export function record<P extends Type.TProperties>(properties: P, description?: string): Type.TObject<P> {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  });
}

/** A schema that the document describes once, by its name. */
export function ref(name: string): Type.TUnsafe<unknown> {
  return Type.Unsafe<unknown>({ $ref: `#/components/schemas/${name}` });
}

export function choice(values: readonly string[], description?: string): Type.TUnsafe<string> {
  return Type.Unsafe<string>({
    type: "string",
    enum: [...values],
    ...(description === undefined ? {} : { description }),
  });
}

export const text = Type.String();
export const time = Type.Number({ description: "Unix seconds" });
export const count = Type.Integer({ minimum: 0 });
/** Evaluations and sizes may be larger than integers are exact. */
export const amount = Type.Number({ minimum: 0 });
export const percent = Type.Number({ description: "0 to 100 of one hundred" });
/** JSON has no literals for what is not finite. */
export const wireNumber = Type.Unsafe<unknown>({
  oneOf: [{ type: "number" }, { type: "string", enum: ["NaN", "Infinity", "-Infinity"] }],
});
export const list = <T extends Type.TSchema>(items: T): Type.TArray<T> => Type.Array(items);
export const optional = Type.Optional;

export const SESSION_STATUSES = ["running", "completed", "failed", "stopped", "interrupted"] as const;
export const sessionStatus = choice(SESSION_STATUSES);
export const direction = choice(["minimize", "maximize"]);
