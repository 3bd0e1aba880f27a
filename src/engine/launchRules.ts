import picomatch from "picomatch";
import type { LaunchAnnouncement, LaunchVerdict } from "../protocol/rpc";
import type { Settings } from "../protocol/settings";

/** What the settings make of a launch that nothing has reported from yet. */
export function ruleOn(launch: LaunchAnnouncement, settings: Settings): LaunchVerdict["recording"] {
  if (launch.definite === true) return "now";
  if (settings.launches === "off" || matches(launch, settings.exclude)) return "never";
  if (settings.launches === "all" || matches(launch, settings.include)) return "now";
  return settings.launches === "matching" ? "never" : "ifReports";
}

/** Whether any pattern fits the launch's label, or stands for its command line; `*` matches anything, slashes too. */
function matches(launch: LaunchAnnouncement, patterns: readonly string[]): boolean {
  const texts = [launch.label, launch.command ?? ""].filter((text) => text !== "");
  return patterns.some((pattern) => {
    const isMatch = picomatch(pattern, { bash: true, dot: true, nocase: true });
    return texts.some((text) => text === pattern || isMatch(text));
  });
}
