import type { Stack } from "aws-cdk-lib";
import {
  CfnApi,
  CfnApiMapping,
  CfnDomainName,
  CfnIntegration,
  CfnRoute,
  CfnStage,
} from "aws-cdk-lib/aws-apigatewayv2";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { openFunction } from "./function.ts";
import type { Ground } from "./ground.ts";
import { type FunctionName, functionNames, routes } from "./names.ts";
import { constructId, nameIn, type Stage } from "./stages.ts";

export type Api = { readonly publicUrl: string; readonly apiId: string };

/** The doors to the internet: every route of the manifest but those for somebody who sits at the machine. */
export const api = (stack: Stack, ground: Ground): Api => {
  const { stage } = ground;
  const gateway = new CfnApi(stack, "Api", {
    name: nameIn(stage, "api"),
    protocolType: "HTTP",
    description: `ARO, ${stage.name}: webhooks and the API`,
    // One address only: behind the back of our own name nobody would find the other.
    disableExecuteApiEndpoint: stage.domain !== null,
  });
  const opened = openStage(stack, ground, gateway);
  const publicUrl =
    stage.domain === null ? gateway.attrApiEndpoint : openDomain(stack, stage.domain, opened);

  for (const name of functionNames.filter(isDoor)) {
    const door = openFunction(stack, ground, name, { publicUrl });
    const integration = new CfnIntegration(stack, `${constructId(name)}Integration`, {
      apiId: gateway.ref,
      integrationType: "AWS_PROXY",
      integrationUri: door.functionArn,
      payloadFormatVersion: "2.0",
    });
    door.addPermission(`${constructId(name)}FromApi`, {
      principal: new ServicePrincipal("apigateway.amazonaws.com"),
      sourceArn: stack.formatArn({
        service: "execute-api",
        resource: gateway.ref,
        resourceName: "$default/*",
      }),
    });
    for (const route of routes.filter((one) => one.function === name))
      new CfnRoute(
        stack,
        constructId(`route-${route.method}-${route.path.replaceAll(/\W+/g, "-")}`),
        {
          apiId: gateway.ref,
          routeKey: routeKey(route),
          target: `integrations/${integration.ref}`,
        },
      );
  }
  return { publicUrl, apiId: gateway.ref };
};

const isDoor = (name: FunctionName): boolean => name.startsWith("http/");

/** `POST /v1/webhooks/stripe/:endpoint` as API Gateway spells it. */
export const routeKey = ({ method, path }: (typeof routes)[number]): string =>
  `${method === "ALL" ? "ANY" : method} ${path
    .replaceAll(/:(\w+)/g, "{$1}")
    .replace(/\*$/, "{rest+}")}`;

const openStage = (stack: Stack, { stage, logsKey }: Ground, gateway: CfnApi): CfnStage => {
  const log = new LogGroup(stack, "AccessLog", {
    logGroupName: `/aws/apigateway/${nameIn(stage, "api")}`,
    retention: stage.logs,
    encryptionKey: logsKey,
    removalPolicy: stage.onRemoval,
  });
  return new CfnStage(stack, "ApiStage", {
    apiId: gateway.ref,
    stageName: "$default",
    autoDeploy: true,
    defaultRouteSettings: {
      throttlingRateLimit: stage.requestsPerSecond,
      throttlingBurstLimit: 2 * stage.requestsPerSecond,
      detailedMetricsEnabled: true,
    },
    accessLogSettings: { destinationArn: log.logGroupArn, format: JSON.stringify(accessLog) },
  });
};

/** The route's pattern, not its path: that holds the endpoint. No address of a caller, which is personal data. */
const accessLog = {
  at: "$context.requestTimeEpoch",
  requestId: "$context.requestId",
  route: "$context.routeKey",
  status: "$context.status",
  ms: "$context.responseLatency",
  bytes: "$context.responseLength",
  functionStatus: "$context.integrationStatus",
  error: "$context.integrationErrorMessage",
};

const openDomain = (
  stack: Stack,
  { name, certificateArn }: NonNullable<Stage["domain"]>,
  opened: CfnStage,
): string => {
  const domain = new CfnDomainName(stack, "Domain", {
    domainName: name,
    domainNameConfigurations: [
      { certificateArn, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
    ],
  });
  // It names the stage, which CloudFormation cannot see as a need.
  new CfnApiMapping(stack, "DomainMapping", {
    apiId: opened.apiId,
    domainName: domain.ref,
    stage: opened.stageName,
  }).addDependency(opened);
  return `https://${domain.ref}`;
};
