import { describe, expect, it } from "vitest";
import { document } from "#cli/command";
import { terminal } from "#cli/terminal";

/** What a terminal gets to see of what a command tells. */
const watched = () => {
  let seen = "";
  const stream = { isTTY: true, write: (text: string) => (seen += text) };
  const io = terminal({
    stdout: stream,
    stderr: stream,
    isJson: false,
    onSignal: () => undefined,
    quit: () => undefined,
    nowMs: () => 0,
  });
  return { io, seen: () => seen };
};

/** Writes the clipboard, clears the screen, in seven bits and in eight, and turns the writing round. */
const hostile = "\u001b]52;c;cm0gLXJm\u0007 \u001b[2J\u009b31m over\rwritten \u202etxt\u2028\u007f";

describe("what a stranger has written", () => {
  it("is shown with its control characters as text, by every line that goes to a terminal", () => {
    const { io, seen } = watched();
    io.out(`  | ${hostile}`);
    io.err(hostile);

    expect(seen()).not.toMatch(/(?!\n)\p{Cc}|[\u2028\u202a-\u202e]/u);
    expect(seen()).toContain(
      "  | \\u001b]52;c;cm0gLXJm\\u0007 \\u001b[2J\\u009b31m over\\u000dwritten \\u202etxt",
    );
  });

  it("is the same to a program that reads the JSON", () => {
    const { io, seen } = watched();
    document(io, { quote: hostile });

    expect(seen()).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(JSON.parse(seen())).toEqual({ quote: hostile });
  });

  it("keeps its lines, its tabs, its accents and its emoji", () => {
    const { io, seen } = watched();
    io.out("Sí\tseñora 👩‍👩‍👧\nok");
    expect(seen()).toBe("Sí\tseñora 👩‍👩‍👧\nok\n");
  });
});
