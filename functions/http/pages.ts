import type { Deps } from "#functions/deps";

export const create =
  (_: Deps) =>
  async (__: Request): Promise<Response> =>
    new Response(null, { status: 404 });
