import { usageSummary } from "../analysis/resources/usage";
import { extentOf } from "../charts/domains";
import type { LineSeries } from "../charts/lineFrame";
import { plainStyle, seriesStyle } from "../charts/palette";
import { cpuChart, gpuCharts, memoryChart, metricChart, speedChart, throughputChart } from "../charts/resourceCharts";
import { pointsOf } from "../charts/runSeries";
import type { SampleChart, SampleLine } from "../charts/sampleChart";
import { defaultScale } from "../charts/scales";
import { metricTables } from "../charts/tables";
import { formatWithUnit } from "../charts/units";
import { queryTable } from "../model/queryTable";
import type { RecordedSession } from "../model/recordedSession";
import type { SessionDetail } from "../protocol/session";
import type { LineReportChart } from "./reportContent";

const POINTS = 400;
/** Programs may report any number of metrics; a report shows the first ones. */
const MOST_METRICS = 8;

/** What the session used over its time, as far as it was measured. */
export function resourceCharts(session: RecordedSession, detail: SessionDetail, elapsed: number): LineReportChart[] {
  const charts = [cpuChart(), memoryChart(() => false), throughputChart(), speedChart(), ...gpuCharts(detail)];
  return charts.flatMap((chart) => sampleChart(session, detail, { chart, elapsed }) ?? []);
}

/** The program's own metrics outside runs. */
export function metricCharts(session: RecordedSession, detail: SessionDetail, elapsed: number): LineReportChart[] {
  const charts = metricTables(detail).slice(0, MOST_METRICS).map(metricChart);
  return charts.flatMap((chart) => sampleChart(session, detail, { chart, elapsed }) ?? []);
}

function sampleChart(
  session: RecordedSession,
  detail: SessionDetail,
  { chart, elapsed }: { readonly chart: SampleChart; readonly elapsed: number },
): LineReportChart | undefined {
  const series = chart.lines(detail).map((line, index) => seriesOf(session, detail, line, index));
  const extent = extentOf(series.flatMap(({ y }) => y));
  if (extent === undefined) return undefined;
  const end = Math.max(elapsed, ...series.map(({ x }) => x.at(-1) ?? 0));
  const isLog = chart.mayBeLog === true && defaultScale(extent.low, extent.high) === "log";
  return {
    kind: "lines",
    title: chart.title,
    width: "half",
    summary: series.map((line) => wordsOf(line, chart.unit, series.length)).join("; "),
    note: [chart.note?.(detail) ?? "", ...(isLog ? ["logarithmic"] : [])].filter((part) => part !== "").join(" · "),
    input: {
      series,
      scale: isLog ? "log" : "linear",
      unit: chart.unit,
      xUnit: "clock",
      xDomain: [0, end > 0 ? end : 1],
      ...(chart.yLow === undefined ? {} : { yLow: chart.yLow }),
      ...(chart.yHigh === undefined ? {} : { yHigh: chart.yHigh }),
      endLabels: series.length > 1,
    },
  };
}

function seriesOf(
  { tables }: RecordedSession,
  { session }: SessionDetail,
  line: SampleLine,
  index: number,
): LineSeries {
  const { table, column, name, factor = 1, filled } = line;
  const result = queryTable(tables, { key: column, table, x: "time", y: [column], mode: "extremes", points: POINTS });
  const points = pointsOf(result, column, session.startTime);
  return {
    key: column,
    name,
    style: index === 0 ? plainStyle(0) : seriesStyle(index),
    x: points.x,
    y: factor === 1 ? points.y : points.y.map((value) => value * factor),
    ...(filled === undefined ? {} : { filled }),
  };
}

/** `machine: 64 % on average, peak 98 %`; the name only where there are several lines. */
function wordsOf({ name, x, y }: LineSeries, unit: string, count: number): string {
  const usage = usageSummary({ times: x, values: y });
  if (usage === undefined) return `${name}: nothing measured`;
  const [mean, peak] = [usage.mean, usage.peak].map((value) => formatWithUnit(value, unit, 4));
  return `${count > 1 ? `${name}: ` : ""}${mean} on average, peak ${peak}`;
}
