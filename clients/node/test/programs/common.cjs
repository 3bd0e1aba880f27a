const om = require("optimizer-monitor-client");

om.run("PSO", { problem: "common" }, (run) => run.iteration(1, { best: 1 }));
om.note(String(om.enabled()));
// The same process through `import`: one client all the same.
void import("optimizer-monitor-client").then((same) => same.note("imported"));
