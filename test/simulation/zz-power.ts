import { loadPacks } from "#test/simulation/packs";
import { powerOf, powerText } from "#test/simulation/power";
const packs = await loadPacks();
console.log(powerText(await powerOf({ packs, from: 1, mostSeeds: 200, only: ["the probe never closes", "breaker forgotten at restart"] })));
