/**
 * What must hold, in the names of the project's list of faults and invariants. A name that is not here concerns what
 * does not exist yet: overlapping resources (S11), noisy neighbours (T4), approvals (G1–G4), evidence (A2).
 */
export const invariants = {
  S1: "versions of a stream are 1, 2, 3 …, each commit chained to the one before, in the order of time",
  S2: "a command has one commit at most, and a repetition gets the first answer",
  S3: "what was acknowledged is there; what was refused is not",
  S4: "one text per intent at most, unless a resend was authorised, and that only of what the carrier does not have",
  S5: "at the commit of an intent the visit stands, or has taken place, it is no quiet hour where they are, and the business holds nothing back",
  S6: "nothing is handed over to who does not allow it, as far as could be read at the last look",
  S7: "nothing goes before its time, nor after it is stale",
  S8: "no intent under an older token than the newest, and no outcome by who lost the lease",
  S9: "the status of a text only moves forward",
  S10: "read models are the fold of the commits, whatever the feed did",
  S12: "caps hold, so many texts, so many reminders in a day wherever they could be, and texts that nobody has asked for keep their distance",
  S13: "a text says what is so when it is intended: the time of its visit on the clock there, its own pages; and is of use until then",
  S14: "lists say of visits, texts, tasks and customers what has happened to them",
  L1: "what was accepted was done, or is where a person looks",
  L2: "every commit has been read by every reader of the feed",
  L3: "no outcome stays unknown",
  L4: "a message that nobody can read ends as a dead letter after exactly its attempts",
  L5: "no storm: a provider is asked as often as policy says at most",
  B1: "whoever calls a provider was let through at its last look: nobody is while it is down, but one probe, and whoever looks up beside it",
  B2: "when all is well again the breakers close",
  L6: "dead letters may be given back twice, weeks later, and everything still holds",
  L7: "appointments agree with the booking systems",
  L8: "once all is well, whatever is to happen at a time happens within minutes of it",
  T1: "who works for one tenant calls for that tenant",
  T2: "nothing of one tenant is seen in another's texts, messages or rows",
  T3: "no work that was begun for one tenant goes on inside the work for another",
  P1: "no secret and nothing of a person in logs, queues, stored commits or rows",
  P2: "after an erasure nothing of the customer opens, and the chain still verifies",
  P3: "an erasure reaches the visits, and nothing stays planned there for whoever it was",
  R1: "a yes counts for the visit and the time of which it was said, and reaches it; nobody is opted in by it who left otherwise",
  A1: "any flipped bit, removal, insertion or swap in a chain is found at its first place",
  A3: "no call of a provider without its intent on record before",
  C1: "texts planned = sent + suppressed + failed, and sent is what the carrier has",
  C2: "every past day is counted once, after it is over: no text of it left out, and no more sent than the carrier has",
  C3: "what stays away, or has to wait, has the reason that it names",
  K1: "a customer's risk is what their visits say, with the commit that says it",
  N1: "a notice to a person of the business goes once per intent at most, and comes to an end",
  N2: "no notice to who has left or said STOP, and by night only what cannot wait",
  N3: "nothing of any customer stands in a notice; when the visit is that it is about, the business's own clock says",
  W1: "every open task has an owner and a deadline, or has gone all its way up; what is moot is closed",
  M1: "one link per deposit; money that came is on record; no link stays open after its visit",
  D1: "a deferral ends at the local time that it says, also where the clocks change",
} as const satisfies Record<string, string>;

export type Invariant = keyof typeof invariants;
export const allInvariants = Object.keys(invariants) as readonly Invariant[];

export type Violation = {
  readonly invariant: Invariant;
  readonly what: string;
  readonly atMs: number;
};
