import { formatCount } from "../../src/base/format";
import type { LineSeries } from "../../src/charts/lineFrame";
import { colorOf, type ChartTheme } from "../../src/charts/palette";
import { formatWithUnit } from "../../src/charts/units";
import { element } from "../dom";
import type { ChartContent } from "./chartSource";
import { swatch } from "./tooltip";

const MOST = 6;

/** The lines' names beside the words of a chart, with their newest values where the words do not say them. */
export class Legend {
  readonly root = element("ul", { class: "legend" });
  private shown = "";

  update({ series, legend, unit }: ChartContent, theme: ChartTheme): void {
    const named = legend === undefined ? [] : series.filter(standsForGroup);
    const entries = named.slice(0, MOST).map((one) => ({
      name: one.group ?? one.name,
      value: legend === "values" ? lastText(one.y, unit) : "",
      color: colorOf(one.style, theme),
      dash: one.style.dash,
    }));
    const more = named.length - entries.length;
    const text = JSON.stringify([entries, more]);
    if (text === this.shown) return;
    this.shown = text;
    this.root.hidden = entries.length === 0;
    this.root.replaceChildren(
      ...entries.map(({ name, value, color, dash }) =>
        element("li", { class: "legend-item" }, [
          swatch(color, dash),
          element("span", { class: "legend-name", text: name }),
          ...(value === "" ? [] : [element("span", { class: "legend-value", text: value })]),
        ]),
      ),
      ...(more > 0 ? [element("li", { class: "legend-item", text: `and ${formatCount(more)} more` })] : []),
    );
  }
}

/** Of the lines of a group, which look the same, the first stands for all. */
function standsForGroup({ group }: LineSeries, index: number, all: readonly LineSeries[]): boolean {
  return group === undefined || all.findIndex((one) => one.group === group) === index;
}

function lastText(values: readonly number[], unit: string): string {
  const last = values.findLast(Number.isFinite);
  return last === undefined ? "" : formatWithUnit(last, unit, 4);
}
