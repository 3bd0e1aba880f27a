// Straight lines through measured points, with how sure they are.

/** Two-sided 95 % quantiles of Student's t for 1, 2, … degrees of freedom; beyond the table the normal one is close enough. */
const T95 = [
  12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1, 2.09, 2.09,
];

/** Least squares: slope and intercept, the slope's standard error and the half width of its 95 % interval. */
export function fitLine(points) {
  const count = points.length;
  const mean = (index) => points.reduce((sum, point) => sum + point[index], 0) / count;
  const [meanX, meanY] = [mean(0), mean(1)];
  const sxx = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const sxy = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const slope = sxy / sxx;
  const intercept = meanY - slope * meanX;
  const squares = points.reduce((sum, [x, y]) => sum + (y - intercept - slope * x) ** 2, 0);
  const freedom = count - 2;
  const error = freedom > 0 ? Math.sqrt(squares / freedom / sxx) : NaN;
  return { slope, intercept, error, halfWidth: error * (T95[freedom - 1] ?? 1.98) };
}

/** The exponent of a power law through the points, and its standard error. */
export function fitExponent(points) {
  const { slope, error } = fitLine(points.map(([x, y]) => [Math.log(x), Math.log(y)]));
  return { exponent: slope, error };
}
