import { plusMs } from "#core/kernel/time";
import type { Pacing } from "#core/ports/pacing";
import { liarsOf, lying } from "#test/contract/liars/liar";
import { pacingContract } from "#test/contract/pacing";
import { tenantA } from "#test/support/sample-commits";

const lie = lying<Pacing>(({ pacing }) => pacing);

export const pacingLiars = liarsOf(pacingContract, [
  lie(
    "lets everybody go at once",
    () => ({ takeSlot: async ({ now }) => now }),
    "gives no two callers the same place, also when they ask at once",
    "counts segments",
  ),
  lie(
    "lets nobody go at once",
    (pacing) => ({ takeSlot: async (wish) => plusMs(await pacing.takeSlot(wish), 1) }),
    "lets the first go at once",
    "forgets a line that has gone by",
  ),
  lie(
    "has one line for all",
    (pacing) => ({ takeSlot: (wish) => pacing.takeSlot({ ...wish, tenant: tenantA }) }),
    "has a line for each tenant",
  ),
  lie(
    "has one line before all providers",
    (pacing) => ({ takeSlot: (wish) => pacing.takeSlot({ ...wish, line: "texts" }) }),
    "has a line before each provider",
  ),
  lie(
    "knows one lane",
    (pacing) => ({ takeSlot: (wish) => pacing.takeSlot({ ...wish, lane: "review" }) }),
    "lets nobody wait for a later lane",
  ),
  lie(
    "keeps lanes apart altogether",
    (pacing) => ({ takeSlot: (wish) => pacing.takeSlot({ ...wish, line: wish.lane }) }),
    "lets a later lane wait for those before it",
  ),
]);
