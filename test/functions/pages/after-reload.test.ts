import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { script } from "#web/script";

/** A page as the script finds it after a reload of its own: what has the focus in the end? */
const focusAfter = (kept: { readonly focus: string; readonly say: string }, there: string[]) => {
  let focused: string | null = null;
  const element = (id: string) => ({
    id,
    dataset: {},
    focus: () => {
      focused = id;
    },
  });
  const document = {
    querySelector: (selector: string) => (selector === "main" ? element("main") : null),
    querySelectorAll: () => [],
    getElementById: (id: string) => (there.includes(id) ? element(id) : null),
  };
  const sessionStorage = { getItem: () => JSON.stringify(kept), removeItem: () => undefined };
  runInNewContext(script, { document, sessionStorage, setTimeout: () => 0 });
  return focused;
};

it("gives the focus back to where it was, or to the page's content where that is gone", () => {
  const kept = { focus: "desk-confirm", say: "The visit is confirmed." };
  expect(focusAfter(kept, ["desk-confirm"])).toBe("desk-confirm");
  expect(focusAfter(kept, [])).toBe("main");
  expect(focusAfter({ ...kept, focus: "" }, [])).toBe(null); // Nothing had it.
});
