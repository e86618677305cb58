"use strict";

// Runs on any Node, so it is written in the JavaScript of ten years ago. Silent when all is well.
var found = process.versions.node;

if (Number(found.split(".")[0]) < 24) {
  process.stderr.write(
    "ARO needs Node 24 or newer, and this is Node " + found + ".\n" + remedy() + "\n",
  );
  process.exit(1);
}

function remedy() {
  // Node publishes no package of this version for macOS: there, the one on PATH is used.
  if (process.platform === "darwin") return "Install Node 24 (https://nodejs.org), then try again.";
  return "Run `npm ci` without --omit=optional: it brings Node 24. Then use `npm run …` or `npx node …`.";
}
