/**
 * The words of a template, without its markup: every character of markup becomes a space, so that an index
 * into the result still tells the line. Text in quotes inside `{{ … }}` is words too, and stays.
 */
export const literalText = (source: string): string => source.replace(markup, blanked);

export const lineAt = (source: string, index: number): number =>
  source.slice(0, index).split("\n").length;

const markup =
  /\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}|\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/gu;

const blanked = (part: string): string =>
  part.startsWith("{{")
    ? part.replace(/"[^"]*"|'[^']*'|./gsu, (piece) => (piece.length > 1 ? piece : blank(piece)))
    : blank(part);

const blank = (text: string): string => text.replace(/[^\n]/g, " ");
