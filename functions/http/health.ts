/** What one dependency says of itself. `lag` in the dependency's own unit, where it has one. */
export type DependencyHealth = {
  readonly name: string;
  readonly isReady: boolean;
  readonly lag: number | null;
  readonly why: string | null;
};

export type Health = () => Promise<readonly DependencyHealth[]>;

/**
 * `/health`: the process answers. `/ready`: every dependency was asked just now, and this is what each
 * said; one that is not ready makes the answer 503.
 */
export const create =
  ({ health }: { readonly health: Health }) =>
  async (request: Request): Promise<Response> => {
    if (new URL(request.url).pathname === "/health") return Response.json({ status: "ok" });
    const dependencies = await health();
    const isReady = dependencies.every((dependency) => dependency.isReady);
    return Response.json(
      { status: isReady ? "ready" : "not_ready", dependencies },
      { status: isReady ? 200 : 503 },
    );
  };
