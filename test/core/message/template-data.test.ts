import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTemplate } from "#core/message/render";
import { renderTemplate } from "#core/message/template";
import { templateAsData } from "#core/message/template-as-data";
import { type TemplateData, templateFrom } from "#core/message/template-data";
import { type MessageValues, messageVariables } from "#core/message/values";
import { packs } from "#functions/packs";

const link = fc.constantFrom(null, "https://example.com/a", "");
const values: fc.Arbitrary<MessageValues> = fc.record(
  {
    clinic: fc.record({
      name: fc.constantFrom("Riverside {{ x }} Clinic", "  A\n B "),
      phone: fc.constantFrom("(404) 555-1234", ""),
      review_link: link,
      booking_link: link,
    }),
    appointment: fc.record({
      day: fc.constant("Tue, Mar 3"),
      time: fc.constant("10:00 AM"),
      zone_note: fc.constantFrom("", " EST"),
    }),
    links: fc.record({ reschedule: link, cancel: link }),
    deposit: fc.record({ link }),
    by_email: fc.boolean(),
    is_confirmed: fc.boolean(),
  },
  { requiredKeys: ["clinic", "appointment", "links", "deposit"] },
);

const { source: written } = fc.letrec<{ source: string }>((tie) => {
  const variable = fc.constantFrom(...messageVariables);
  const question = fc.oneof(
    variable,
    fc
      .tuple(
        variable,
        fc.constantFrom("==", "!="),
        fc.constantFrom("true", "false", '" EST"', "''"),
      )
      .map((parts) => parts.join(" ")),
  );
  const inside = tie("source");
  return {
    source: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      fc.constantFrom("words", " \n two\twords ", "it's {not} %a tag%", ""),
      variable.map((name) => `{{ ${name} }}`),
      variable.map((name) => ` {{- ${name} -}} `),
      fc.constant("{% comment %} {{ clinic.name }} {% endcomment %}{% # nothing %}"),
      fc.tuple(inside, inside).map((both) => both.join("")),
      fc.tuple(question, inside).map(([when, then]) => `{% if ${when} %}${then}{% endif %}`),
      fc
        .tuple(fc.constantFrom("if", "unless"), question, inside, question, inside, inside)
        .map(
          ([tag, when, one, next, other, rest]) =>
            `{% ${tag} ${when} %}${one}{% elsif ${next} %}${other}{% else %}${rest}{%- end${tag} %}`,
        ),
    ),
  };
});

/** The template as Liquid reads it, and as it comes back from what is kept of it. */
const bothOf = (source: string) => {
  const liquid = parseTemplate("t", source);
  const data = templateAsData("t", source);
  if (!liquid.ok || data === null) throw new Error(`Cannot read ${source}`);
  const kept = JSON.parse(JSON.stringify(data)) as TemplateData;
  return { liquid: liquid.value, data: templateFrom("t", kept) };
};

const ours = Object.values(packs).flatMap((files) =>
  Object.entries(files).filter(([file]) => file.endsWith(".liquid")),
);

describe("a template as data", () => {
  it.each(ours)("says what Liquid says: %s", (_, source) => {
    const { liquid, data } = bothOf(source);
    expect(data.variables).toEqual(liquid.variables);
    fc.assert(
      fc.property(values, (filling) => {
        expect(renderTemplate(data, filling)).toBe(renderTemplate(liquid, filling));
      }),
    );
  });

  it("says what Liquid says, whatever it chooses from", () => {
    fc.assert(
      fc.property(written, values, (source, filling) => {
        const { liquid, data } = bothOf(source);
        expect(data.variables).toEqual(liquid.variables);
        expect(renderTemplate(data, filling)).toBe(renderTemplate(liquid, filling));
      }),
      { numRuns: 800 },
    );
  });

  it.each([
    "{% case clinic.name %}{% when 'a' %}b{% endcase %}",
    "{% if by_email and is_confirmed %}a{% endif %}",
    "{% if links.cancel contains 'a' %}a{% endif %}",
    "{% if by_email == is_confirmed %}a{% endif %}",
    "{% if clinic.name == nil %}a{% endif %}",
    "{{ links['cancel'] }}",
    "{{ 'words' }}",
    "{{ clinic.mood }}",
    "{% if",
  ])("is none where it says more, or cannot be read: %s", (source) => {
    expect(templateAsData("t", source)).toBeNull();
  });

  it("misses a value that is not there, as Liquid does", () => {
    const data = templateAsData("t", "{{ deposit.link }}");
    if (data === null) throw new Error("no data");
    expect(() => templateFrom("t", data).textWith({ deposit: {} })).toThrow(
      'Cannot fill "deposit.link": there is no such value',
    );
  });
});
