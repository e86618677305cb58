import type { Stage } from "#test/simulation/run";
import type { Universe } from "#test/simulation/universe";

const hourMs = 3_600_000;

/** What befalls the whole world: deploys, clocks, outages, and the slow clockworks. */
export const troubles = (stage: Stage, spanMs: number): void => {
  const { universe, platform } = stage;
  const { world } = universe;
  const dice = world.chance.dice("troubles");
  rollOut(stage, dice() * spanMs * 0.7);
  stepClocks(stage, spanMs);
  breakDown(universe, spanMs);
  disableKey(universe, spanMs);
  if (world.strikes("queue.poison")) world.plan(dice() * spanMs * 0.5, () => poison(universe));
  world.plan(spanMs * 0.9, () => {
    const { dead } = universe.queues;
    if (dead.length > 0 && world.strikes("queue.redriven")) platform.giveBack(dead.splice(0));
  });
  const everyMs = (6 + 12 * dice()) * hourMs;
  const sweep = (): void => {
    platform.sweepAll();
    if (!world.isHealed()) world.plan(everyMs, sweep);
  };
  world.plan(everyMs, sweep);
};

const isDeploying = ({ codecs }: Universe): boolean => codecs.before !== codecs.after;

/** Machine by machine, within twenty minutes. */
const rollOut = ({ universe, hosts }: Stage, inMs: number): void => {
  const { world } = universe;
  const dice = world.chance.dice("roll-out");
  if (!world.strikes("deploy.definitions") && !isDeploying(universe)) return;
  for (const host of hosts.all)
    world.plan(inMs + dice() * 20 * 60_000, () => {
      host.release = "after";
    });
};

const stepClocks = ({ universe: { world, down }, hosts }: Stage, spanMs: number): void => {
  const dice = world.chance.dice("clock steps");
  for (const host of hosts.all) {
    if (!world.strikes("host.clock_step", host.name)) continue;
    world.plan(dice() * spanMs * 0.8, () => {
      host.offsetMs += (dice() * 2 - 1) * 600_000;
      down.worstSkewMs = Math.max(down.worstSkewMs, Math.abs(host.offsetMs));
    });
  }
};

/** An outage of the carrier begins when it is asked: at another time nobody would notice most of them. */
const breakDown = ({ world, down, carrier }: Universe, spanMs: number): void => {
  const dice = world.chance.dice("outages");
  const lasting = (part: "carrier" | "keys", mostHours: number) => (): void => {
    down[part] = true;
    world.plan(dice() * mostHours * hourMs, () => {
      down[part] = false;
    });
  };
  world.plan((0.3 + 0.6 * dice()) * spanMs, () => {
    carrier.onAsked = () => {
      carrier.onAsked = () => {};
      if (world.strikes("messenger.outage")) lasting("carrier", 24)();
    };
  });
  breakMail({ world, down, carrier }, spanMs);
  if (world.strikes("vault.down")) world.plan(dice() * spanMs * 0.8, lasting("keys", 1));
};

/** The mail service's own, by dice of its own. */
const breakMail = (
  { world, down, carrier }: Pick<Universe, "world" | "down" | "carrier">,
  spanMs: number,
): void => {
  const dice = world.chance.dice("mail outages");
  world.plan((0.1 + 0.6 * dice()) * spanMs, () => {
    carrier.onMail = () => {
      carrier.onMail = () => {};
      if (!world.strikes("mail.outage")) return;
      down.mail = true;
      world.plan(dice() * 24 * hourMs, () => {
        down.mail = false;
      });
    };
  });
};

/** Somebody disables the key of the stage on AWS, and is told within the hour. */
const disableKey = ({ world, cloud }: Universe, spanMs: number): void => {
  if (cloud === null || !world.strikes("kms.disabled")) return;
  const dice = world.chance.dice("disabled keys");
  const { disabled } = cloud.services;
  world.plan(dice() * spanMs * 0.8, () => {
    disabled.kms = true;
    world.plan(dice() * hourMs, () => {
      disabled.kms = false;
    });
  });
};

const poison = ({ queues, tenants, world }: Universe): void => {
  const [tenant] = tenants;
  if (tenant === undefined) return;
  const body = { stream: "?", poison: true };
  world.count("poisoned");
  queues.add({ tenant: tenant.id, queue: "executions", body }, world.nowMs());
};

/** Clocks are set, deploys are finished, and whoever was down is up. */
export const makeWell = ({ universe, hosts }: Stage): void => {
  universe.down.carrier = false;
  universe.carrier.onAsked = () => {};
  universe.down.mail = false;
  universe.carrier.onMail = () => {};
  universe.down.keys = false;
  if (universe.cloud !== null) universe.cloud.services.disabled.kms = false;
  for (const host of hosts.all) {
    if (isDeploying(universe)) host.release = "after";
    host.offsetMs = 0;
  }
};
