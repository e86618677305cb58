import { loadPacks } from "#test/simulation/packs";
import { runSeed } from "#test/simulation/run";
const packs = await loadPacks();
const n = Number(process.argv[2] ?? 5),
  f = Number(process.argv[3] ?? 1),
  from = Number(process.argv[4] ?? 1);
const t0 = performance.now();
let steps = 0,
  texts = 0,
  commits = 0,
  bad = 0;
for (let s = from; s < from + n; s++) {
  const tell = process.argv[5] === "tell" ? (l: string) => console.log(l) : undefined;
  const r = await runSeed({ seed: s, factor: f, packs, ...(tell && { tell }) });
  steps += r.tally.steps;
  texts += r.tally.texts;
  commits += r.tally.commits;
  if (r.violations.length || r.cut) {
    bad++;
    if (bad < 12) console.log(s, r.cut, r.violations[0], r.traceHash);
  }
  if (n < 6)
    console.log(
      s,
      r.traceHash,
      r.tally.steps,
      r.tally.effects,
      r.tally.commits,
      r.tally.texts,
      JSON.stringify(r.tally.acts),
      r.cut,
    );
}
const ms = performance.now() - t0;
const cpu = process.cpuUsage();
console.log({
  cpuMsPerSeed: (cpu.user + cpu.system) / 1000 / n,
  stepsPerCpuS: steps / ((cpu.user + cpu.system) / 1e6),
  n,
  bad,
  steps,
  texts,
  commits,
  msPerSeed: ms / n,
  stepsPerS: (steps / ms) * 1000,
});
