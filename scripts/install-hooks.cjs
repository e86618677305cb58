"use strict";

// npm runs this after every install, on whatever Node is there. It points git at .githooks and says
// nothing; an install without git, outside a checkout, or in CI is a good install all the same, and
// hooks that somebody has already pointed elsewhere stay theirs (`npm run hooks` changes that).
var fs = require("node:fs");
var spawnSync = require("node:child_process").spawnSync;

function git() {
  return spawnSync("git", ["config"].concat(Array.from(arguments)), { encoding: "utf8" });
}

if (!process.env.CI && fs.existsSync(".git") && !git("--get", "core.hooksPath").stdout) {
  git("core.hooksPath", ".githooks");
}
