// The structure of a Grafana dashboard, as far as ours use it (schema version 39).
import { Ajv2020 } from "ajv/dist/2020";

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string; readonly refId: string }[];
}

interface DashboardFile {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
}

/** What a test needs of a dashboard. */
export interface Dashboard {
  readonly expressions: readonly string[];
}

const object = (properties: object, required = Object.keys(properties)): object => ({
  type: "object",
  properties,
  required,
});
const array = (items: object, minItems = 0): object => ({ type: "array", items, minItems });
const text = { type: "string" };
const count = { type: "integer", minimum: 0 };
const datasource = object({ type: { const: "prometheus" }, uid: { const: "${datasource}" } });

const SCHEMA = object({
  uid: { type: "string", pattern: "^[a-z-]{1,40}$" },
  title: { type: "string", minLength: 1 },
  tags: array(text, 1),
  schemaVersion: { const: 39 },
  editable: { type: "boolean" },
  graphTooltip: { enum: [0, 1, 2] },
  timezone: { enum: ["browser", "utc", ""] },
  refresh: { type: "string", pattern: "^\\d+[smh]$" },
  time: object({ from: text, to: text }),
  annotations: object({ list: array({}) }),
  links: array(
    object({ type: { enum: ["link", "dashboards"] }, title: text, tags: array(text), asDropdown: { type: "boolean" } }),
  ),
  templating: object({
    list: array(
      object({
        name: text,
        type: { enum: ["query", "datasource"] },
        hide: { enum: [0, 1, 2] },
        refresh: { enum: [0, 1, 2] },
        query: text,
        current: object({ text: {}, value: {} }),
      }),
      1,
    ),
  }),
  panels: array(
    object({
      id: { type: "integer", minimum: 1 },
      type: { enum: ["timeseries", "stat", "bargauge", "table"] },
      title: { type: "string", minLength: 1 },
      datasource,
      gridPos: object({
        x: { ...count, maximum: 23 },
        y: count,
        w: { ...count, minimum: 1, maximum: 24 },
        h: { ...count, minimum: 1 },
      }),
      fieldConfig: object({ defaults: object({ unit: text }), overrides: array({}) }),
      options: { type: "object" },
      targets: array(
        object({ refId: { type: "string", pattern: "^[A-Z]$" }, expr: text, datasource, legendFormat: text }),
        1,
      ),
    }),
    1,
  ),
});

/** Reads a dashboard; fails with what is wrong with it. */
export function readDashboard(json: string): Dashboard {
  const dashboard = JSON.parse(json) as DashboardFile;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  if (!ajv.validate(SCHEMA, dashboard)) throw new Error(ajv.errorsText());
  const { panels } = dashboard;
  if (new Set(panels.map(({ id }) => id)).size !== panels.length) throw new Error("panels share an id");
  for (const panel of panels) {
    const { x, w } = panel.gridPos;
    if (x + w > 24) throw new Error(`${panel.title} is wider than the dashboard`);
    const over = panels.find((other) => other !== panel && overlap(panel.gridPos, other.gridPos));
    if (over !== undefined) throw new Error(`${panel.title} lies over ${over.title}`);
  }
  const variables = new Set([
    ...dashboard.templating.list.map(({ name }) => name),
    "__rate_interval",
    "__range",
    "__all",
  ]);
  const used = [...json.matchAll(/\$\{?(\w+)/g)].map(([, name = ""]) => name);
  const unknown = used.filter((name) => !variables.has(name));
  if (unknown.length > 0) throw new Error(`there is no variable ${unknown.join(", ")}`);
  return { expressions: panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)) };
}

function overlap(a: Panel["gridPos"], b: Panel["gridPos"]): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
