const { fork } = require("node:child_process");
const om = require("optimizer-monitor-client");

const isChild = process.argv[2] === "child";
om.run(isChild ? "child" : "parent", {}, (run) => run.iteration(1, { best: 1 }));
if (!isChild) fork(__filename, ["child"]);
