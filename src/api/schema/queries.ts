import * as Type from "typebox";
import { SESSION_STATUSES, choice } from "./values";

const MAX_TEXT = 200;

/** A moment: Unix seconds, or a date and time as RFC 3339 writes it. */
const moment = (description: string): Type.TUnsafe<string | number> =>
  Type.Unsafe<string | number>({
    anyOf: [{ type: "number" }, { type: "string", format: "date-time" }],
    description: `${description}: Unix seconds or RFC 3339`,
  });

const word = (description: string): Type.TString => Type.String({ minLength: 1, maxLength: MAX_TEXT, description });
const session = word("The id of a session, or `latest`");
const points = Type.Integer({
  minimum: 2,
  maximum: 10_000,
  default: 500,
  description: "The width of the picture: at most two points of a column for each of them",
});
const range = {
  from: Type.Optional(moment("Nothing before")),
  to: Type.Optional(moment("Nothing after")),
};

/** Which sessions. */
const filter = {
  status: Type.Optional(choice(SESSION_STATUSES)),
  text: Type.Optional(word("Contained in label, algorithms, problem or tags")),
  algorithm: Type.Optional(word("Exactly this algorithm is among the session's")),
  problem: Type.Optional(word("Exactly this problem")),
  tag: Type.Optional(word("Has this tag")),
  from: Type.Optional(moment("Began at the earliest")),
  to: Type.Optional(moment("Began at the latest")),
};
const paging = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0 }),
};

const query = <P extends Type.TProperties>(properties: P): Type.TObject<P> =>
  Type.Object(properties, { additionalProperties: false });

/** What each path takes in its query; these validate the requests and describe them in the document. */
export const QUERIES = {
  none: query({}),
  realtime: query({ session: Type.Optional(word("Only this session")) }),
  filter: query(filter),
  page: query({ ...filter, ...paging }),
  component: query({ ...filter, limit: paging.limit }),
  alerts: query({ ...filter, limit: paging.limit }),
  resources: query({
    session: Type.Unsafe<string>({ ...session, default: "latest" }),
    group: Type.Optional(choice(["system", "process", "gpu", "throughput"], "Only one sampler's readings")),
    metric: Type.Optional(Type.Array(word("Only these metrics of docs/metrics.md"), { maxItems: 50 })),
    mode: choiceWithDefault(["extremes", "mean"], "extremes"),
    points,
    ...range,
  }),
  series: query({
    table: word(
      "`run:<run id>`, `samples:system`, `samples:process`, `samples:gpu`, `samples:throughput`, `samples:components`, `metric:<name>`",
    ),
    x: Type.Unsafe<string>({ ...word("The column that the others stand over"), default: "time" }),
    y: Type.Optional(Type.Array(word("Columns; all of the table where none is named"), { maxItems: 50 })),
    mode: choiceWithDefault(["extremes", "mean"], "extremes"),
    points,
    from: Type.Optional(Type.Number({ description: "Nothing before this x" })),
    to: Type.Optional(Type.Number({ description: "Nothing after this x" })),
  }),
  export: query({
    session: Type.Unsafe<string>({ ...session, default: "latest" }),
    format: choiceWithDefault(["json", "csv"], "json"),
    file: choiceWithDefault(
      ["sessions", "runs", "iterations", "components", "samples", "notes"],
      "iterations",
      "Which file of a CSV export",
    ),
  }),
} as const;

function choiceWithDefault(values: readonly string[], preset: string, description?: string): Type.TUnsafe<string> {
  return Type.Unsafe<string>({ ...choice(values, description), default: preset });
}
