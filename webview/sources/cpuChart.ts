import { fromWireNumber } from "../../src/protocol/number";
import type { SeriesResult } from "../../src/protocol/series";
import type { SessionDetail } from "../../src/protocol/session";
import type { StripPicture } from "../../src/charts/lineFrame";
import { cpuChart } from "../../src/charts/resourceCharts";
import type { Domain } from "../../src/charts/scales";
import { findTable, parseColumnKey, SAMPLE_TABLES } from "../../src/charts/tables";
import type { PageServices } from "../pageServices";
import type { PageChart } from "./sampleSource";
import { rangeOf } from "./runAxisSource";
import { drawStrip } from "./strip";

const stripKey = (chartId: string): string => `${chartId}|strip`;

/** CPU of the machine and of the session, with one row of colour for each core. */
export function cpuWithCores({ theme }: PageServices): PageChart {
  return {
    ...cpuChart(),
    stripQueries: (detail, room, chartId) => {
      const y = coreColumns(detail);
      if (y.length < 2) return [];
      const range = rangeOf(room.zoom, detail.session.startTime);
      const points = Math.min(240, Math.round(room.width / 3));
      return [{ key: stripKey(chartId), table: SAMPLE_TABLES.system, x: "time", y, mode: "mean", points, ...range }];
    },
    strip: (detail, { result, domain, width, chartId }) =>
      coreStrip(detail, result(stripKey(chartId)), {
        domain,
        width,
        color: theme.current.series[0] ?? theme.current.foreground,
      }),
  };
}

/** The cores' columns in the order of the cores. */
function coreColumns(detail: SessionDetail): string[] {
  const columns = findTable(detail, SAMPLE_TABLES.system)?.columns ?? [];
  return columns
    .flatMap(({ key }) => {
      const { metric, labels } = parseColumnKey(key);
      return metric === "system_cpu_core_percent" ? [{ key, core: Number(labels?.["core"] ?? 0) }] : [];
    })
    .sort((a, b) => a.core - b.core)
    .map(({ key }) => key);
}

function coreStrip(
  detail: SessionDetail,
  result: SeriesResult | undefined,
  look: { readonly domain: Domain; readonly width: number; readonly color: string },
): StripPicture | undefined {
  const columns = coreColumns(detail);
  if (result === undefined || columns.length < 2) return undefined;
  const rows = columns.map((key) => result.columns.find(({ column }) => column === key));
  const x = (rows.find((row) => row !== undefined)?.x ?? []).map((value) => value - detail.session.startTime);
  const first = x[0];
  const last = x.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const from = Math.max(look.domain[0], first);
  const to = Math.min(look.domain[1], last + (last - first) / Math.max(1, x.length - 1));
  const height = stripHeight(columns.length);
  const values = rows.map((row) => (row?.y ?? []).map((value) => (fromWireNumber(value) ?? 0) / 100));
  const image = drawStrip({ x, values, from, to, height, width: Math.ceil(look.width), color: look.color });
  return { image, height, from, to, firstLabel: "core 0", lastLabel: `core ${columns.length - 1}` };
}

/** Eight pixels a core for a few, two for many. */
function stripHeight(cores: number): number {
  return Math.min(88, Math.max(16, cores * Math.max(2, Math.min(8, Math.floor(72 / cores)))));
}
