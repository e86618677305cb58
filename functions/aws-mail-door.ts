import { within } from "#adapters/time-limit";
import type { Told } from "#functions/aws-told";
import type { Deps } from "#functions/deps";

/** SNS itself; whether an address is its own has been asked before. A certificate is fetched once. */
export const mailDoorOnAws = ({
  outside,
  timeoutMs,
}: Pick<Told, "outside" | "timeoutMs">): Deps["mail"] => {
  const certificates = new Map<string, string>();
  const got = async (url: string): Promise<string | null> => {
    const answered = await within(timeoutMs, async (signal) => {
      const response = await outside.mail(new Request(url, { redirect: "error", signal }));
      return response.ok ? await response.text() : null;
    }).catch(() => null);
    return answered === "timeout" ? null : answered;
  };
  return {
    certificateAt: async (url) => {
      const pem = certificates.get(url) ?? (await got(url));
      if (pem !== null) certificates.set(url, pem);
      return pem;
    },
    confirm: async (url) => (await got(url)) !== null,
  };
};
