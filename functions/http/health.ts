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
 * said; one that is not ready makes the answer 503. `/metrics`: counters, for a Prometheus to fetch.
 */
export const create =
  ({ health, metricsText }: { readonly health: Health; readonly metricsText: () => string }) =>
  async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === "/health") return Response.json({ status: "ok" });
    if (pathname === "/metrics")
      return new Response(metricsText(), {
        headers: { "content-type": "text/plain; version=0.0.4" },
      });
    const dependencies = await health();
    const isReady = dependencies.every((dependency) => dependency.isReady);
    return Response.json(
      { status: isReady ? "ready" : "not_ready", dependencies },
      { status: isReady ? 200 : 503 },
    );
  };
