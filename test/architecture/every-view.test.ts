import { expect, it } from "vitest";
import { everyView } from "#core/views/every-view";
import { ourFiles } from "#test/architecture/our-files";

it("names every view of the core, or its rows would outlive a rebuild", () => {
  const named = ourFiles(".ts")
    .filter(({ path }) => path.startsWith("core/views/"))
    .flatMap(({ text }) => [...text.matchAll(/export const \w+View = "([^"]+)"/g)])
    .map(([, name]) => name ?? "");
  expect(named.length).toBeGreaterThan(3);
  expect(named.toSorted()).toEqual([...everyView].toSorted());
});
