import type { TenantId } from "#core/kernel/ids";
import type { ViewItem, Views } from "#core/ports/views";

/**
 * Read models for one fold: who looks for gaps, who asks whose visit it is and who folds all begin with the same row, and it
 * is read once. What another has written meanwhile is kept from us by the condition of our own write, as ever.
 */
export const rowsOfOneFold = (views: Views): Views => {
  const rows = new Map<string, Promise<ViewItem | null>>();
  const nameOf = (tenant: TenantId, view: string, key: string): string =>
    JSON.stringify([tenant, view, key]);
  return {
    ...views,
    get: (tenant, view, key) => {
      const name = nameOf(tenant, view, key);
      const row = rows.get(name) ?? views.get(tenant, view, key);
      rows.set(name, row);
      return row;
    },
    put: async (tenant, item) => {
      rows.delete(nameOf(tenant, item.view, item.key));
      return views.put(tenant, item);
    },
  };
};
