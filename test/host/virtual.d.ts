/** Made by scripts/bundleHostTests.mjs from the files of test/host/suite/. */
declare module "virtual:suites" {
  /** Declares every suite to mocha. */
  export function loadSuites(): void;
}
