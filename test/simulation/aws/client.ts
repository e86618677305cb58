/** One question of the SDK's client, by the name of its command without `Command`. */
export type Ask = (command: string, input: object) => Promise<object>;

type Command = { readonly input: object; readonly constructor: { readonly name: string } };

/** A client of the SDK, as far as the adapters hold one: it has no wire, and asks here. */
export const clientOf = <Client>(ask: Ask): Client => {
  const client = {
    send: (command: Command) =>
      ask(command.constructor.name.replace(/Command$/, ""), command.input),
    destroy: () => undefined,
  };
  return client as unknown as Client;
};
