import type { Command } from "#cli/command";

export type Entry = {
  readonly name: string;
  readonly summary: string;
  /** Loaded when it is wanted, and not before: `aro --help` is there at once. */
  readonly load: () => Promise<{ readonly command: Command }>;
};

/** Every command there is, in the order in which help lists them. The summary is the command's own. */
export const table: readonly Entry[] = [
  {
    name: "start",
    summary: "Start the server, as npm start does",
    load: () => import("#cli/commands/start"),
  },
  {
    name: "demo",
    summary: "Play a clinic's week and count what it was worth",
    load: () => import("#cli/commands/demo"),
  },
  {
    name: "send-webhook",
    summary: "Send a signed webhook to a running server, as a provider would",
    load: () => import("#cli/commands/send-webhook"),
  },
  {
    name: "appointment show",
    summary: "Show an appointment: what happened and why, and what is planned",
    load: () => import("#cli/commands/appointment-show"),
  },
  {
    name: "customer show",
    summary: "Show a customer by id, phone or e-mail",
    load: () => import("#cli/commands/customer-show"),
  },
  {
    name: "import customers",
    summary: "Import customers from a CSV file",
    load: () => import("#cli/commands/import-customers"),
  },
  {
    name: "synchronise",
    summary: "Take the bookings that a booking system has had since before",
    load: () => import("#cli/commands/synchronise"),
  },
  {
    name: "replies evaluate",
    summary: "Show how well customers’ answers are understood, for any labelled CSV",
    load: () => import("#cli/commands/replies-evaluate"),
  },
  {
    name: "risk recalculate",
    summary: "Work the risk of all customers out anew, or of one",
    load: () => import("#cli/commands/risk-recalculate"),
  },
  {
    name: "settings show",
    summary: "Show what the business has decided about itself",
    load: () => import("#cli/commands/settings-show"),
  },
  {
    name: "settings set",
    summary: "Replace what the business has decided about itself",
    load: () => import("#cli/commands/settings-set"),
  },
  {
    name: "operator add",
    summary: "Add somebody who works here, with their tasks and how they hear of them",
    load: () => import("#cli/commands/operator-add"),
  },
  {
    name: "operator list",
    summary: "List who works here, who does what, and how they hear of it",
    load: () => import("#cli/commands/operator-list"),
  },
  {
    name: "operator remove",
    summary: "Remove somebody who worked here; their name and phone are erased",
    load: () => import("#cli/commands/operator-remove"),
  },
  {
    name: "dlq list",
    summary: "List what was put aside because nobody could work it off",
    load: () => import("#cli/commands/dlq-list"),
  },
  {
    name: "dlq show",
    summary: "Show one thing that was put aside: what it is about, and why",
    load: () => import("#cli/commands/dlq-show"),
  },
  {
    name: "dlq replay",
    summary: "Give back what was put aside, to be worked off once more; safe to repeat",
    load: () => import("#cli/commands/dlq-replay"),
  },
  {
    name: "dlq archive",
    summary: "Take what was put aside off the list as seen; it is kept, and safe to repeat",
    load: () => import("#cli/commands/dlq-archive"),
  },
  {
    name: "dlq purge",
    summary: "Delete for good what was archived so many days ago",
    load: () => import("#cli/commands/dlq-purge"),
  },
  {
    name: "check-pack",
    summary: "Check the folder of a profile pack: journeys, texts, rules",
    load: () => import("#cli/commands/check-pack"),
  },
  {
    name: "views rebuild",
    summary: "Fold all lists anew from the commits: the same rows, unless some were wrong",
    load: () => import("#cli/commands/views-rebuild"),
  },
  {
    name: "backup",
    summary: "Copy the database into a file, also while the server runs",
    load: () => import("#cli/commands/backup"),
  },
  {
    name: "restore",
    summary: "Put a copy of the database back into a folder that has none",
    load: () => import("#cli/commands/restore"),
  },
  {
    name: "completion",
    summary: "Print the completion script of a shell",
    load: () => import("#cli/commands/completion"),
  },
];
