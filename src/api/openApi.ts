import type * as Type from "typebox";
import { PROBLEMS, type ProblemKind } from "./problem";
import type { Route } from "./route";
import { ANSWER_SCHEMAS } from "./schema/answers";
import { SESSION_SCHEMAS } from "./schema/sessions";

/** Where the paths of this version are. */
export const API_BASE = "/api/v1";

/** Problems that any path may answer with. */
const COMMON: readonly ProblemKind[] = [
  "invalid-parameters",
  "foreign-origin",
  "foreign-host",
  "body-refused",
  "too-many-requests",
  "internal",
];

/** The OpenAPI document, made from the routes and the very schemas that validate their requests. */
export function openApiDocument(routes: readonly Route[], version: string): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Optimizer Monitor",
      version,
      description: "What optimization programs cost and how they converge. Reads only. Times are Unix seconds.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: API_BASE, description: "The same paths answer without the prefix, too" }],
    security: [{ bearer: [] }],
    tags: [
      { name: "engine", description: "The engine itself" },
      { name: "metrics", description: "Figures" },
      { name: "sessions", description: "Sessions and their series" },
    ],
    paths: Object.fromEntries(routes.map((route) => [route.path, { get: operation(route) }])),
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: { ...SESSION_SCHEMAS, ...ANSWER_SCHEMAS },
    },
  };
}

function operation(route: Route): object {
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.tag],
    ...(route.isOpen ? { security: [{}, { bearer: [] }] } : {}),
    parameters: [...pathParameters(route), ...queryParameters(route.query)],
    responses: {
      "200": { description: route.summary, content: contentOf(route.answers) },
      "304": { description: "What the asker knows by its ETag is still so" },
      ...problemResponses([...COMMON, ...(route.isOpen ? [] : (["unauthorized"] as const)), ...route.problems]),
    },
  };
}

function pathParameters({ params }: Route): readonly object[] {
  return Object.entries(params).map(([name, description]) => ({
    name,
    in: "path",
    required: true,
    description,
    schema: { type: "string" },
  }));
}

function queryParameters(query: Type.TObject): readonly object[] {
  const required: readonly string[] = query.required ?? [];
  return Object.entries(query.properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name) && !("default" in schema),
    schema,
  }));
}

function contentOf(answers: Route["answers"]): object {
  if (typeof answers === "string") return { "application/json": { schema: schemaRef(answers) } };
  return Object.fromEntries(answers.map((mediaType) => [mediaType, { schema: { type: "string" } }]));
}

function problemResponses(kinds: readonly ProblemKind[]): object {
  const byStatus = new Map<number, string[]>();
  for (const kind of kinds) {
    const { status, title } = PROBLEMS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), title]);
  }
  const content = { "application/problem+json": { schema: schemaRef("Problem") } };
  return Object.fromEntries(
    [...byStatus].map(([status, titles]) => [String(status), { description: titles.join("; "), content }]),
  );
}

function schemaRef(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}
