import type { Messenger } from "#core/ports/messenger";

type Carriers = {
  readonly phones: Messenger;
  /** `null` where e-mails are not set up: then the carrier of phones says so, as of anything it cannot carry. */
  readonly mail: Messenger | null;
};

/** One messenger of several: phones by one provider, e-mails by another. */
export const routeMessages = ({ phones, mail }: Carriers): Messenger => {
  const carrierOf = (kind: string): Messenger =>
    kind === "email" && mail !== null ? mail : phones;
  return {
    send: (message, now) => carrierOf(message.to.kind).send(message, now),
    find: (message, since, others) => carrierOf(message.to.kind).find(message, since, others),
  };
};
