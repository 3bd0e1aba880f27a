// The unit tests that judge src/protocol, src/model and src/analysis: those that need neither an editor nor what has been
// built, with the golden files of the wire.
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "mutation",
    include: ["test/unit/{protocol,model,analysis,alerts,charts,ingest}/**/*.test.ts", "test/contract/wire.test.ts"],
    // At the lowest priority a test may take long; a mutant that hangs is ended by Stryker.
    testTimeout: 120_000,
    environment: "node",
    setupFiles: [join(import.meta.dirname, "setup.mjs")],
  },
});
