import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Io, misused } from "#cli/command";
import { ask, findServer, type Question, serverOptions, serverUsage } from "#cli/server";
import { type ConsentPurpose, consentPurposes } from "#core/policy/purpose";
import type { RiskAssessment } from "#core/risk/score";
import { changeWords, howSaid, purposeWords, type SaidOfConsent } from "#core/views/consent-words";
import { spokenTerm } from "#core/views/risk-words";

export const command: Command = {
  name: "customer show",
  summary: "Show a customer by id, phone or e-mail",
  usage: `WHO [--url URL --token TOKEN] [--data FOLDER] [--json]

  WHO             an id, a phone number such as +14045550123, or an e-mail address
${serverUsage}`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: serverOptions,
      allowPositionals: true,
    });
    const [who, ...more] = positionals;
    if (who === undefined || more.length > 0)
      return misused(io, "Cannot show a customer: give one id, phone number or e-mail address.");

    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const answer = await ask(server.value, questionFor(who));
    if (!answer.ok) return fail(io, answer.refusal);
    if (io.isJson) document(io, answer.value);
    else show(io, answer.value as Shown);
    return exit.ok;
  },
};

/** An id may stand in an address; a phone number or e-mail address may not: addresses are logged on the way. */
const questionFor = (who: string): Question => {
  if (/^[0-9a-f]{32}$/.test(who)) return { path: `/v1/customers/${who}` };
  const contact = who.includes("@") ? { email: who } : { phone: who };
  return { method: "POST", path: "/v1/customers/find", body: contact };
};

type Imported = {
  readonly language: string | null;
  readonly zone: string | null;
  readonly consents: readonly {
    readonly purpose: string;
    readonly granted: boolean;
    readonly evidence: string | null;
  }[];
};

type Shown = {
  readonly customer: {
    readonly id: string;
    readonly status: string;
    readonly contact: Readonly<Record<"name" | "email" | "phone", string | null>>;
    readonly optedOut: boolean;
    readonly unreachable: boolean;
    readonly imported: Imported | null;
    readonly consents: Readonly<Partial<Record<ConsentPurpose, "granted" | "withdrawn">>>;
  };
  readonly risk: RiskAssessment;
  readonly riskSince: string | null;
  readonly consent: readonly (SaidOfConsent & {
    readonly at: string;
    readonly how: string;
    /** Of what was said about one purpose it is words and a place; of an opt-out only an id. */
    readonly evidence?: string | Readonly<Record<"where" | "wording", string | null>>;
  })[];
  readonly appointments: readonly {
    readonly id: string;
    readonly start: string;
    readonly status: string;
  }[];
};

const show = (io: Io, shown: Shown): void => {
  const { customer, appointments } = shown;
  const { id, status, contact, imported } = customer;
  const { name, phone, email } = contact;
  io.out(`${name ?? "(no name)"}   ${status}`);
  io.out(`  customer  ${id}`);
  io.out(`  phone     ${phone ?? nothing}${customer.unreachable ? " (cannot be texted)" : ""}`);
  io.out(`  e-mail    ${email ?? nothing}`);
  if (customer.optedOut) io.out("  texts     none: opted out");
  if (imported !== null) showImported(io, imported);
  showRisk(io, shown);
  showConsent(io, shown);
  io.out(`  appointments: ${appointments.length}`);
  for (const one of appointments) io.out(`    ${one.start}  ${one.status.padEnd(11)}  ${one.id}`);
};

const nothing = "–";

const showRisk = (io: Io, { risk, riskSince }: Shown): void => {
  const since = riskSince === null ? "nothing held against them so far" : `since ${riskSince}`;
  io.out(`  risk      ${risk.score} of 100, ${risk.level}, ${since}`);
  for (const { title, counted, points } of risk.terms.map(spokenTerm))
    io.out(`    ${String(points).padStart(5)}  ${title}: ${counted}`);
};

const showConsent = (io: Io, { customer, consent }: Shown): void => {
  for (const [index, purpose] of consentPurposes.entries())
    io.out(
      `  ${index === 0 ? "allows" : "      "}    ${purposeWords[purpose].toLowerCase()}: ${standing[customer.consents[purpose] ?? "none"]}`,
    );
  for (const change of consent)
    io.out(`    ${change.at}  ${changeWords(change)}, ${howSaid(change.how)}${proofOf(change)}`);
};

const standing = { granted: "yes", withdrawn: "no", none: "not asked" } as const;

/** In one line, whatever was written: what stands below must not look like ours. */
const proofOf = ({ evidence }: Shown["consent"][number]): string => {
  if (typeof evidence !== "object") return "";
  const wording = evidence.wording === null ? "" : `: "${evidence.wording}"`;
  return `${wording}${evidence.where === null ? "" : ` (${evidence.where})`}`.replaceAll(
    /\s+/g,
    " ",
  );
};

const showImported = (io: Io, imported: Imported): void => {
  const { language, zone, consents } = imported;
  io.out(`  language  ${language ?? nothing}, zone ${zone ?? nothing}`);
  for (const { purpose, granted, evidence } of consents)
    io.out(`  consent   ${purpose}: ${granted ? `yes (${evidence ?? nothing})` : "no"}`);
};
