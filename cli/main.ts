#!/usr/bin/env node
import { runCli, withoutJson } from "#cli/run";
import { terminal } from "#cli/terminal";
import { whenReaderGoes } from "#local/gone-reader";

whenReaderGoes(process.stdout);
whenReaderGoes(process.stderr);

const { args, isJson } = withoutJson(process.argv.slice(2));
const io = terminal({
  stdout: process.stdout,
  stderr: process.stderr,
  isJson,
  onSignal: (listener) => {
    // The server and the demo answer Ctrl-C by themselves.
    if (args[0] !== "start" && args[0] !== "demo") process.on("SIGINT", listener);
  },
  quit: (code) => process.exit(code),
  nowMs: () => performance.now(),
});
const code = await runCli(args, io);
io.end();
// A server that runs has no exit code yet; and what went wrong meanwhile has set its own.
if (code !== 0) process.exitCode = code;
