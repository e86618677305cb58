import type { App } from "#core/app/app";
import type { TenantId } from "#core/kernel/ids";
import { executionIn, referencesView } from "#core/views/reference-row";

/**
 * The execution that a provider's own name belongs to, as our streams tell; `null` where none of them does, or not
 * yet: the list is a moment behind.
 */
export const executionBehind = async (
  { views }: Pick<App, "views">,
  tenant: TenantId,
  name: string,
): Promise<string | null> => {
  const item = await views.get(tenant, referencesView, name);
  return item === null ? null : executionIn(item);
};
