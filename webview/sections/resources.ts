import {
  gpuCharts,
  memoryChart,
  speedChart,
  systemMemoryChart,
  throughputChart,
} from "../../src/charts/resourceCharts";
import { hasColumn, findTable, SAMPLE_TABLES } from "../../src/charts/tables";
import type { SessionDetail } from "../../src/protocol/session";
import type { ChartCard } from "../chart/chartCard";
import type { ChartSource } from "../chart/chartSource";
import { element, setShown } from "../dom";
import type { PageServices } from "../pageServices";
import { cpuWithCores } from "../sources/cpuChart";
import { SampleSource, type PageChart } from "../sources/sampleSource";

/** The charts of what a session costs; those of a GPU only where there is one. `place` tells those of one tab from another's. */
export function resourceSources(
  page: PageServices,
  detail: SessionDetail,
  place = "",
): readonly { readonly id: string; create(): ChartSource }[] {
  const charts: PageChart[] = [
    cpuWithCores(page),
    memoryChart(() => page.host.state.showsVirtualMemory),
    throughputChart(),
    speedChart(),
    systemMemoryChart(),
    ...gpuCharts(detail),
  ];
  // While a session runs, a chart waits for its first sample; afterwards what was not measured is said in words.
  const shown = charts.filter((chart) => detail.session.status === "running" || chart.lines(detail).length > 0);
  return shown.map((chart) => ({ id: chart.id, create: () => new SampleSource(page, chart, place) }));
}

/** A switch in the memory chart for virtual memory, which often dwarfs what is resident. */
export function virtualMemoryToggle(page: PageServices, card: () => ChartCard | undefined): { update(): void } {
  const input = element("input", { attributes: { type: "checkbox" } });
  const label = element("label", { class: "toggle", title: "Virtual memory; it can be far larger than RSS" }, [
    input,
    element("span", { text: "VMS" }),
  ]);
  input.addEventListener("change", () => {
    page.host.remember({ showsVirtualMemory: input.checked });
    card()?.updateQueries();
    card()?.invalidate();
  });
  return {
    update: () => {
      const { detail } = page.model;
      const table = detail === undefined ? undefined : findTable(detail, SAMPLE_TABLES.process);
      setShown(label, hasColumn(table, "process_memory_vms_bytes"));
      input.checked = page.host.state.showsVirtualMemory;
      const controls = card()?.controls;
      if (controls !== undefined && label.parentElement !== controls) controls.append(label);
    },
  };
}
