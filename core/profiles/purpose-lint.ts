import { parseTemplate } from "#core/message/render";
import type { Definition } from "#core/workflow/definition";
import type { Problem } from "#core/workflow/parse-document";
import { purposeOf } from "#core/workflow/tools";

/** Where a deposit can be paid: financial content, for which a customer's consent to texts about money is needed. */
const financial = "deposit.link";

/**
 * Texts that name the link to pay and are sent for another purpose than the deposit: their consent would be asked
 * for something else. Told where the text names the link, with the step that sends it.
 */
export const purposeProblems = (
  journeys: readonly Definition[],
  templates: Readonly<Record<string, string>>,
): readonly (Problem & { readonly file: string })[] =>
  Object.entries(templates).flatMap(([id, source]) => {
    const template = parseTemplate(id, source);
    const named = template.ok ? template.value.variables.filter(isFinancial) : [];
    return sendersOf(journeys, id).flatMap(({ slug, step, purpose }) =>
      named.map(({ line }) => ({
        file: `templates/${id}.liquid`,
        line,
        column: 1,
        message: `Cannot name "${financial}": the step "${step}" of "${slug}.yaml" sends this text with the purpose "${purpose}", and only "deposit" may`,
      })),
    );
  });

const isFinancial = ({ path }: { readonly path: string }): boolean => path === financial;

const sendersOf = (journeys: readonly Definition[], template: string) =>
  journeys.flatMap(({ slug, steps }) =>
    steps.flatMap(({ id: step, do: action }) => {
      if (action.kind !== "use" || action.with["template"] !== template) return [];
      const purpose = purposeOf(action);
      return purpose === "deposit" ? [] : [{ slug, step, purpose }];
    }),
  );
