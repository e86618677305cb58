/**
 * Plays a release as Step Functions would, in no time. It knows the expressions that `release-machine.ts` uses, and
 * no others: a new one has to be taught here first.
 */
type State = {
  readonly Type: string;
  readonly Next: string;
  readonly Default: string;
  readonly Error: string;
  readonly Resource: string;
  readonly Seconds: number;
  readonly Choices: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Catch: readonly { readonly Next: string }[];
  readonly Assign: Readonly<Record<string, unknown>>;
  readonly Items: unknown;
  readonly ItemProcessor: { readonly States: Readonly<Record<string, Move>> };
};
type Move = {
  readonly Type: string;
  readonly Catch?: readonly { readonly Next: string }[];
  readonly Arguments: {
    readonly FunctionVersion: string;
    readonly RoutingConfig: { readonly AdditionalVersionWeights: unknown };
  };
};
export type Machine = {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, Partial<State>>>;
};

export type World = {
  /** Whether an alarm rings so many minutes after the start. */
  readonly rings: (minute: number) => boolean;
  /** Which versions run, and which are there once all have been published. */
  readonly functions: Readonly<Record<string, { readonly live: string; readonly version: string }>>;
  /** A state that fails, however often it is tried. */
  readonly fails?: string;
  /** A function whose alias cannot be moved back, however often it is tried. */
  readonly stays?: string;
};

export type Played = {
  readonly end: string;
  readonly minutes: number;
  readonly moves: readonly string[];
};

type Moving = { readonly name: string; readonly live: string; readonly version: string };

type Known = {
  rings: boolean;
  /** Since the last step, as the release counts them; `minute` is since its start. */
  minutes: number;
  minute: number;
  moving: readonly Moving[];
  left: readonly string[];
  readonly moves: string[];
};

export const play = (machine: Machine, world: World): Played => {
  const known: Known = { rings: false, minutes: 0, moving: [], left: [], minute: 0, moves: [] };
  let at = machine.StartAt;
  for (let step = 0; step < 500; step += 1) {
    const state = stateIn(machine, at);
    if (["Succeed", "Fail"].includes(state.Type))
      return { end: state.Error, minutes: known.minute, moves: known.moves };
    at = world.fails === at ? (state.Catch[0]?.Next ?? "uncaught") : nextOf(state, known, world);
  }
  throw new Error("The release does not end");
};

const stateIn = ({ States }: Machine, at: string): State => {
  const state = States[at];
  if (state === undefined) throw new Error(`There is no state "${at}"`);
  return { ...bare, ...state };
};

const bare: State = {
  Type: "",
  Next: "",
  Default: "",
  Error: "none",
  Resource: "",
  Seconds: 0,
  Choices: [],
  Catch: [],
  Assign: {},
  Items: null,
  ItemProcessor: { States: {} },
};

const nextOf = (state: State, known: Known, world: World): string => {
  if (state.Type === "Choice")
    return state.Choices.find(({ Condition }) => holds(Condition, known))?.Next ?? state.Default;
  known.minute += state.Seconds / 60;
  if (state.Resource.endsWith("describeAlarms")) ask(state, known, world);
  else if (Array.isArray(state.Items)) publish(state.Items, known, world);
  else if (state.Type === "Map") return move(state, known, world);
  return state.Next;
};

const holds = (condition: string, { rings, minutes, moving, left }: Known): boolean => {
  if (condition === "{% $count($left) > 0 %}") return left.length > 0;
  const limit = /^\{% \$minutes < (\d+) %\}$/.exec(condition)?.[1];
  if (limit !== undefined) return minutes < Number(limit);
  if (condition === "{% $rings %}") return rings;
  if (condition === "{% $count($moving) = 0 %}") return moving.length === 0;
  throw new Error(`Nobody has taught the player "${condition}"`);
};

const ask = ({ Assign }: State, known: Known, world: World): void => {
  known.rings = world.rings(known.minute);
  if (Assign["minutes"] === "{% $minutes + 1 %}") known.minutes += 1;
};

const publish = (names: readonly unknown[], known: Known, { functions }: World): void => {
  known.moving = Object.entries(functions)
    .filter(([name]) => names.includes(name))
    .map(([name, one]) => ({ name, ...one }))
    .filter(({ live, version }) => live !== version);
};

/** A map ends with the first of its items that fails and is not caught: those behind it are not moved. */
const move = ({ Assign, ItemProcessor, Next }: State, known: Known, { stays }: World): string => {
  if (Assign["minutes"] === 0) known.minutes = 0;
  const [task] = Object.values(ItemProcessor.States).filter(({ Type }) => Type === "Task");
  for (const one of known.moving) {
    const told = task === undefined ? "" : moved(task, one);
    if (one.name !== stays || !told.startsWith("all")) known.moves.push(`${one.name} ${told}`);
    else if (task?.Catch === undefined) return "uncaught";
    else known.left = [...known.left, one.name];
  }
  return Next;
};

/** `5 % to 2`, or `all to 1` */
const moved = ({ Arguments }: Move, { live, version }: Moving): string => {
  const to = Arguments.FunctionVersion === "{% $states.input.live %}" ? live : version;
  const weights = String(Arguments.RoutingConfig.AdditionalVersionWeights);
  const weight = /^\{% \{ \$states\.input\.version: ([\d.]+) \} %\}$/.exec(weights)?.[1];
  return weight === undefined ? `all to ${to}` : `${Number(weight) * 100} % to ${version}`;
};
