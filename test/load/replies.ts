import { takeText } from "#core/app/take-text";
import { as, type CorrelationId } from "#core/kernel/ids";
import { at, plusMs } from "#core/kernel/time";
import { understand } from "#core/reply/understand";
import { openHouse } from "#local/house";
import { median, nowOnTheWall, percentile, signedBooking } from "#test/load/bookings";
import { temporaryDirectory } from "#test/support/temporary-directory";
import { sandboxConfiguration } from "#local/sandbox-configuration";

export type ReplyFigures = {
  readonly texts: number;
  /** From the text in our hands to its outcome on the disk. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** The table alone, and the longest text that a carrier passes on. */
  readonly tableUs: number;
  readonly longestTextMs: number;
};

const answers = [
  "C",
  "Yes I'll be there, thanks!",
  "Can we do Friday at 2 instead?",
  "STOP",
] as const;
const questions = ["Where do I park?", "No puedo ir mañana", "cancel my appointment please", "👍"];
const said: readonly string[] = [...answers, ...questions];

/**
 * Texts of customers with a visit ahead, one after the other, in this process: read, decided and durably
 * committed (stage one; no model). Measured, and never asserted.
 */
export const measureReplies = async (wish: {
  readonly texts: number;
  readonly say: (line: string) => void;
}): Promise<ReplyFigures> => {
  const folder = temporaryDirectory();
  const house = await openHouse({
    configuration: sandboxConfiguration(folder.path),
    publicUrl: () => "http://127.0.0.1",
    writeLog: () => {},
    wallNow: () => Date.now(),
  });
  try {
    await book(house, wish.texts);
    const took = await textAll(house, wish.texts);
    const figures = { texts: wish.texts, ...spread(took), ...tableFigures() };
    wish.say(
      `texts to outcomes: p50 ${figures.p50Ms.toFixed(1)} ms, p99 ${figures.p99Ms.toFixed(1)} ms`,
    );
    return figures;
  } finally {
    await house.close();
    folder.remove();
  }
};

type House = Awaited<ReturnType<typeof openHouse>>;

const book = async (house: House, customers: number): Promise<void> => {
  const { calendly } = house.composed.seeded;
  const now = nowOnTheWall();
  for (let number = 1; number <= customers; number++) {
    const start = plusMs(now, 7 * 24 * 3_600_000);
    const posted = signedBooking(number, { secret: calendly.secrets[0] ?? "", now, start });
    await house.handle(
      new Request(`http://127.0.0.1/v1/webhooks/calendly/${calendly.id}`, {
        method: "POST",
        ...posted,
      }),
    );
  }
  await house.drive.drain();
};

const textAll = async (house: House, texts: number): Promise<readonly number[]> => {
  const { deps } = house.composed;
  const took: number[] = [];
  for (let number = 1; number <= texts; number++) {
    const began = performance.now();
    await takeText(deps, {
      tenant: deps.localTenant,
      provider: "twilio",
      sid: `SM${number}`,
      from: `+1404${2_000_000 + (number % 7_999_999)}`,
      body: said[number % said.length] ?? "C",
      optOutType: null,
      correlationId: as<CorrelationId>(`bench-${number}`),
    });
    took.push(performance.now() - began);
  }
  return took;
};

const spread = (took: readonly number[]) => ({
  p50Ms: median(took),
  p99Ms: percentile(took, 0.99),
  worstMs: Math.max(...took),
});

const tableFigures = () => {
  const rounds = 2_000;
  const began = performance.now();
  for (let round = 0; round < rounds; round++) understand(said[round % said.length] ?? "C");
  const between = performance.now();
  understand("I would like to know about tomorow ".repeat(46));
  return {
    tableUs: ((between - began) / rounds) * 1_000,
    longestTextMs: performance.now() - between,
  };
};

if (import.meta.main) {
  const figures = await measureReplies({ texts: 1_000, say: (line) => console.error(line) });
  console.log(JSON.stringify({ at: at(new Date().toISOString()), ...figures }));
}
