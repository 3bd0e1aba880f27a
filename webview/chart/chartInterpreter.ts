import { expressionInterpreter } from "vega-interpreter";

/** A node of a parsed expression. */
interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly computed?: boolean;
  readonly name?: string;
  readonly object?: Node;
  readonly property?: Node;
  readonly callee?: Node;
  readonly arguments?: readonly Node[];
}

type Datum = Readonly<Record<string, unknown>>;
type Item = Record<string, unknown> & { readonly datum: Datum };
type Reader = (datum: Datum) => unknown;
type Encoder = (item: Item, parameters: unknown) => number | boolean;

interface Encode {
  readonly marktype: string;
  readonly channels: Readonly<Record<string, { readonly ast: Node }>>;
}

interface Context {
  readonly functions: { scale(this: unknown, name: unknown, value: unknown): unknown };
}

interface Interpreter {
  encode(context: Context, encode: Encode): Encoder;
}

const standard = expressionInterpreter as unknown as Interpreter;

/**
 * Vega's interpreter, with a short way for lines and areas: it walks a channel's expression once instead of at every point.
 * Their channels are constants, fields and scaled fields; whatever else there is goes the ordinary way.
 */
export const chartInterpreter: object = {
  ...expressionInterpreter,
  encode(context: Context, encode: Encode): Encoder {
    return shortEncoder(context, encode) ?? standard.encode(context, encode);
  },
};

function shortEncoder(context: Context, { marktype, channels }: Encode): Encoder | undefined {
  if (marktype !== "line" && marktype !== "area") return undefined;
  const names = Object.keys(channels);
  if (names.length === 0 || ["x2", "xc", "yc"].some((name) => name in channels)) return undefined;
  const readers: Reader[] = [];
  for (const name of names) {
    const ast = channels[name]?.ast;
    const reader = ast === undefined ? undefined : readerOf(context, ast);
    if (reader === undefined) return undefined;
    readers.push(reader);
  }
  const spansY = "y2" in channels && "y" in channels;
  return (item) => {
    let isModified = 0;
    for (let index = 0; index < names.length; index++) {
      const name = names[index] ?? "";
      const value = readers[index]?.(item.datum);
      if (item[name] === value) continue;
      item[name] = value;
      isModified = 1;
    }
    if (spansY) item["height"] = (item["y2"] as number) - (item["y"] as number);
    return isModified;
  };
}

/** How a channel gets its value, where its expression has one of the three plain shapes. */
function readerOf(context: Context, node: Node): Reader | undefined {
  if (node.type === "Literal") {
    const { value } = node;
    return () => value;
  }
  const field = fieldOf(node);
  if (field !== undefined) return (datum) => datum[field];
  return node.type === "CallExpression" && node.callee?.name === "_scale" ? scaledReader(context, node) : undefined;
}

/** `_scale("x", datum["field"])`. */
function scaledReader(context: Context, node: Node): Reader | undefined {
  const [name, argument, ...others] = node.arguments ?? [];
  const field = argument === undefined ? undefined : fieldOf(argument);
  if (name?.type !== "Literal" || field === undefined || others.length > 0) return undefined;
  const scale = name.value;
  return (datum) => context.functions.scale(scale, datum[field]);
}

/** The field of `datum["field"]`. */
function fieldOf({ type, computed, object, property }: Node): string | undefined {
  const isField =
    type === "MemberExpression" && computed === true && object?.type === "Identifier" && object.name === "datum";
  return isField && property?.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}
