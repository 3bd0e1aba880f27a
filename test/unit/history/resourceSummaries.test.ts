import { expect, it } from "vitest";
import { resourceSummaries } from "../../../src/history/resourceSummaries";
import { Table } from "../../../src/model/table";

it("has one summary of a metric and its labels, though a file made by hand have two such columns", () => {
  const gpu = new Table("samples:gpu");
  gpu.append({ time: 1, "gpu_power_watts{gpu=0}": 50, "gpu_power_watts{gpu=0,}": 70, "gpu_power_watts{gpu=1}": 90 });
  const found = resourceSummaries(new Map([[gpu.name, gpu]]));
  expect(found.map(({ metric, labels, mean }) => [metric, labels, mean])).toEqual([
    ["gpu_power_watts", "gpu=0", 50],
    ["gpu_power_watts", "gpu=1", 90],
  ]);
});
