import { errorCodes } from "#core/kernel/errors";
import { providerName } from "#core/views/timeline-appointment";

type Refused = { readonly provider: string; readonly code: string };

/** What a provider told and nobody could take: whoever looks for it there has to know where, and what is wrong with it. */
export const refusedWords = ({ provider, code }: Refused): string =>
  `${providerName(provider)} told us of it, and it was refused: ${reasonOf(code)}`;

const reasonOf = (code: string): string => {
  if (!Object.hasOwn(errorCodes, code)) return `${code}.`;
  const { message } = errorCodes[code as keyof typeof errorCodes];
  return `${message.slice(0, 1).toLowerCase()}${message.slice(1)}`;
};
