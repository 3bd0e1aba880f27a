/** What a strip of colours shows: values between 0 and 1, a row for each line. */
export interface Strip {
  readonly x: readonly number[];
  readonly values: readonly (readonly number[])[];
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly height: number;
  readonly color: string;
}

/** Draws rows of colour over time: the more of the colour, the higher the value. */
export function drawStrip({ x, values, from, to, width, height, color }: Strip): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, width);
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (context === null || !(to > from)) return canvas;
  const scale = canvas.width / (to - from);
  const rowHeight = height / Math.max(1, values.length);
  context.fillStyle = color;
  values.forEach((row, index) => {
    const top = Math.round(index * rowHeight);
    const bottom = Math.round((index + 1) * rowHeight);
    row.forEach((value, at) => {
      const left = Math.round(((x[at] ?? from) - from) * scale);
      const right = Math.round(((x[at + 1] ?? to) - from) * scale);
      if (right <= 0 || left >= canvas.width) return;
      context.globalAlpha = 0.06 + 0.94 * Math.min(1, Math.max(0, value));
      context.fillRect(left, top, Math.max(1, right - left), bottom - top);
    });
  });
  return canvas;
}
