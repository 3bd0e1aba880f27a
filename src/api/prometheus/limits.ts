/** How many series there can be; docs/api.md states these. */
export const SERIES_LIMITS = {
  /** Sessions that are shown at once, running ones first. */
  sessions: 20,
  /** Of each session the newest runs. */
  runs: 50,
  /** Of each session the costliest components. */
  components: 50,
  /** Bounds of a component's histogram; with more only the sums are shown. */
  buckets: 30,
  /** Of each session the first custom metrics. */
  customMetrics: 50,
  cores: 256,
  gpus: 16,
} as const;

/** An ended session is shown this long, so that one that is shorter than the interval between scrapes is seen, too. */
export const KEPT_SECONDS = 300;
