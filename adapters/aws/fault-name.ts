import * as z from "zod";
import { jsonText } from "#adapters/json-text";

const type = "__type";
const fault = jsonText.pipe(z.object({ [type]: z.string() }));

/**
 * How AWS calls what it refuses, in the body of an answer in JSON; `null` where it says nothing. The status alone does not
 * tell: who may not, who asks too often and who asks for what is not there are all answered 400.
 */
export const faultNameIn = (text: string): string | null => {
  const read = fault.safeParse(text);
  return read.success ? (read.data[type].split("#").at(-1) ?? null) : null;
};
