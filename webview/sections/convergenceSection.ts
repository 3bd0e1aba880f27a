import { RUN_AXES, type RunAxis } from "../../src/charts/runSeries";
import type { ScaleKind } from "../../src/charts/scales";
import { ChartCard } from "../chart/chartCard";
import { Choices, type Choice } from "../chart/choices";
import type { PageServices } from "../pageServices";
import { CONVERGENCE_SCALE, ConvergenceSource } from "../sources/convergenceSource";
import { AXIS_NAMES, hasRunColumn } from "../sources/runAxisSource";

const SCALES: readonly ScaleKind[] = ["linear", "log", "symlog"];

/** The convergence chart with its choices of axis and scale. */
export class ConvergenceSection {
  readonly source: ConvergenceSource;
  readonly card: ChartCard;
  private readonly axes: Choices<RunAxis>;
  private readonly scales: Choices<ScaleKind>;

  constructor(
    private readonly page: PageServices,
    onAxis: () => void,
    id?: string,
  ) {
    this.source = new ConvergenceSource(page, id);
    this.card = new ChartCard(page, this.source, "convergence-card");
    this.axes = new Choices("Horizontal axis", this.axisChoices(), (axis) => {
      page.host.remember({ axis });
      onAxis();
    });
    this.scales = new Choices("Scale of the objective", this.scaleChoices(), (scale) => {
      page.host.remember({ scales: { ...page.host.state.scales, [CONVERGENCE_SCALE]: scale } });
      this.card.invalidate();
    });
    this.card.controls.append(this.axes.root, this.scales.root);
    this.card.onDidDraw(() => this.updateChoices());
  }

  /** Lets one run stand out among many. */
  highlight(runId: string | undefined): void {
    if (this.source.highlighted === runId) return;
    this.source.highlighted = runId;
    if (!this.page.isPaused) this.card.invalidate();
  }

  private updateChoices(): void {
    this.axes.update(this.source.axis(), this.axisChoices());
    this.scales.update(this.source.scale(), this.scaleChoices());
  }

  private axisChoices(): Choice<RunAxis>[] {
    const { detail } = this.page.model;
    return RUN_AXES.map((value) => {
      const label = AXIS_NAMES[value];
      const isPossible = value === "iteration" || detail === undefined || hasRunColumn(detail, value);
      return isPossible ? { value, label } : { value, label, disabledReason: `No run has reported its ${label}.` };
    });
  }

  private scaleChoices(): Choice<ScaleKind>[] {
    const obstacle = this.source.logObstacle();
    return SCALES.map((value) =>
      value === "log" && obstacle !== undefined
        ? { value, label: value, disabledReason: obstacle }
        : { value, label: value },
    );
  }
}
