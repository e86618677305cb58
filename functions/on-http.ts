import { paramsIn, requestIn, resultFrom } from "#functions/aws-http";
import { unlessRefusedTooOften } from "#functions/aws-limit";
import type { BareHouse } from "#functions/aws-house";
import { type Bare, onAws } from "#functions/aws-call";
import type { GatewayEvent, GatewayResult } from "#functions/aws-shapes";
import { failedRequest } from "#functions/failed-request";
import { refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";

type Door = (
  request: Request,
  params: Readonly<Record<"endpoint" | "system" | "business" | "visit", string>>,
) => Promise<Response>;

/**
 * The joint with AWS (`functions/on-aws.ts`) behind the HTTP API: a door needs nothing of queues and streams. Whatever is
 * thrown becomes an envelope: the gateway's own answer says nothing.
 */
export const onHttp = <D extends Bare>(
  open: () => Promise<BareHouse<D>>,
  create: (deps: D) => Door,
) =>
  onAws(open, async (aws, event: GatewayEvent, { awsRequestId }): Promise<GatewayResult> => {
    const { deps, limit } = aws;
    const began = performance.now();
    const request = requestIn(event, awsRequestId);
    if (request === null) return resultFrom(refusal({ code: "request_malformed" }, awsRequestId));
    const correlationId = correlationOf(request);
    const params = { ...noParams, ...paramsIn(event) };
    const caller = { address: event.requestContext.http.sourceIp, correlationId };
    const response = await unlessRefusedTooOften({ ...deps, limit }, caller, () =>
      create(deps)(request, params).catch((error: unknown) =>
        failedRequest(deps.log, error, { correlationId }),
      ),
    );
    const { status } = response;
    const ms = Math.round(performance.now() - began);
    deps.log.info("request.answered", { status, ms, correlationId });
    return resultFrom(response);
  });

const noParams = { endpoint: "", system: "", business: "", visit: "" };
