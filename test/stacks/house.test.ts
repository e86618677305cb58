import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { manifest } from "#manifest";
import { manifestAws } from "../../manifest-aws.ts";
import { manifestGround } from "../../manifest-ground.ts";
import { dev, listed, production, resourcesOf, spelled } from "#test/stacks/synthesised";

const names = (kind: string, property: string) =>
  resourcesOf(production, kind).map(({ Properties }) => String(Properties[property]));

const inProduction = (name: string) => `aro-production-${name.replaceAll(/[/_]/g, "-")}`;

const onAws = manifest.http.filter(({ access }) => access !== "local");
const functions = [
  ...new Set(
    [
      onAws,
      manifest.streams,
      manifest.queues,
      manifest.timers,
      [manifestAws.letters],
      manifestAws.operations,
    ]
      .flat()
      .map((e) => e.function),
  ),
];

describe("what the manifest names", () => {
  it("has each function, as ESM on Node 24 and arm64, and no other", () => {
    const built = resourcesOf(production, "AWS::Lambda::Function");

    expect(names("AWS::Lambda::Function", "FunctionName").toSorted()).toEqual(
      functions.map(inProduction).toSorted(),
    );
    for (const { Properties } of built)
      expect(Properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"] });
  });

  it("has each route, but those for somebody at the machine", () => {
    const keys = onAws.map(
      ({ method, path }) =>
        `${method === "ALL" ? "ANY" : method} ${path.replaceAll(/:(\w+)/g, "{$1}").replace("*", "{rest+}")}`,
    );

    expect(names("AWS::ApiGatewayV2::Route", "RouteKey").toSorted()).toEqual(keys.toSorted());
    expect(keys).not.toContain("ANY /{rest+}");
  });

  it("has each queue, with a worker who may fail one message of a batch", () => {
    const mappings = resourcesOf(production, "AWS::Lambda::EventSourceMapping");

    const givenBack = manifest.streams.map(({ reader }) => ({ name: `given-back-${reader}` }));
    for (const { name } of [...manifest.queues, { name: "wakes" }, ...givenBack]) {
      const mapping = mappings.find(({ Properties }) =>
        spelled(Properties["EventSourceArn"]).endsWith(inProduction(name)),
      );
      expect(mapping?.Properties).toMatchObject({
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        ScalingConfig: { MaximumConcurrency: expect.any(Number) },
      });
    }
    const letters = mappings.filter(({ Properties }) =>
      spelled(Properties["EventSourceArn"]).endsWith("-dead"),
    );
    expect(mappings).toHaveLength(
      manifest.queues.length + 1 + 2 * manifest.streams.length + letters.length,
    );
  });

  it("has each reader of the stream, whom one bad record does not stop", () => {
    const readers = resourcesOf(production, "AWS::Lambda::EventSourceMapping").filter(
      ({ Properties }) => Properties["StartingPosition"] !== undefined,
    );

    expect(readers).toHaveLength(manifest.streams.length);
    // What is to be done outlives an outage; a list can be folded anew.
    const tries = readers.map(({ Properties }) => Properties["MaximumRetryAttempts"]);
    expect(new Set(tries)).toEqual(new Set([-1, 5]));
    for (const { Properties } of readers)
      expect(Properties).toMatchObject({
        BisectBatchOnFunctionError: true,
        MaximumRecordAgeInSeconds: 43_200,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      });
  });

  it("has a reader of lists that gathers what comes, where nobody waits to see it, and one of work that never waits", () => {
    const windowsOf = (stage: typeof production) =>
      resourcesOf(stage, "AWS::Lambda::EventSourceMapping").flatMap(({ id, Properties }) =>
        Properties["StartingPosition"] === undefined
          ? []
          : [[id.replace(/Source.*$/, ""), Properties["MaximumBatchingWindowInSeconds"]]],
      );

    expect(Object.fromEntries(windowsOf(production))).toEqual({
      StreamsReact: 0,
      StreamsProject: 20,
    });
    expect(Object.fromEntries(windowsOf(dev))).toEqual({ StreamsReact: 0, StreamsProject: 0 });
  });

  it("has each table, with its key, and rings its clocks", () => {
    const tables = resourcesOf(production, "AWS::DynamoDB::Table");

    for (const { name, partition, sort, expires, hasStream, canBeRestored } of manifest.tables)
      expect(
        tables.find(({ Properties }) => Properties["TableName"] === inProduction(name))?.Properties,
      ).toMatchObject({
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: partition, KeyType: "HASH" },
          ...(sort === null ? [] : [{ AttributeName: sort, KeyType: "RANGE" }]),
        ],
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: canBeRestored },
        ...(hasStream ? { StreamSpecification: { StreamViewType: "NEW_IMAGE" } } : {}),
        ...(expires === null
          ? {}
          : { TimeToLiveSpecification: { AttributeName: expires, Enabled: true } }),
      });
    expect(tables).toHaveLength(manifest.tables.length);
    expect(names("AWS::Events::Rule", "ScheduleExpression")).toEqual([
      "rate(1 minute)",
      "rate(15 minutes)",
      "rate(6 hours)",
    ]);
  });

  it("has each secret, and tells no function what is in one", () => {
    const secrets = names("AWS::SecretsManager::Secret", "Name");
    expect(secrets).toEqual(manifestAws.secrets.map(({ name }) => `aro/production/${name}`));

    const known = new Set<string>([
      ...manifestGround.map(({ variable }) => variable),
      "ARO_MODE",
      "ARO_PUBLIC_URL",
      "ARO_LOG_LEVEL",
      "ARO_PACK",
      // SST's own three, and one that the CDK's connections like to see: they hold names.
      "SST_APP",
      "SST_STAGE",
      "SST_SSM_PREFIX",
      "AWS_NODEJS_CONNECTION_REUSE_ENABLED",
    ]);
    for (const { Properties } of resourcesOf(production, "AWS::Lambda::Function")) {
      const { Variables } = Properties["Environment"] as { Variables: Record<string, string> };
      expect(Object.keys(Variables).filter((name) => !known.has(name))).toEqual([]);
    }
  });

  it("tells each function the pack of its stage", () => {
    for (const { Properties } of resourcesOf(production, "AWS::Lambda::Function"))
      expect(Properties["Environment"]).toMatchObject({ Variables: { ARO_PACK: "salon" } });
  });

  it.each(["florist", "../core/profiles/salon"])("is not deployed with the pack %s", (pack) => {
    const opening = "(await import('./stacks/stages.ts')).stageNamed('dev')";
    const args = ["--input-type=module", "--eval", opening];
    const env = { PATH: process.env["PATH"], ARO_PACK: pack };
    const { stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env });
    expect(stderr).toContain(`Cannot use the pack "${pack}"`);
  });

  it("is reached by the name that is ours, and by no other", () => {
    expect(resourcesOf(production, "AWS::ApiGatewayV2::Api")[0]?.Properties).toMatchObject({
      DisableExecuteApiEndpoint: true,
    });
    expect(names("AWS::ApiGatewayV2::DomainName", "DomainName")).toEqual(["aro.example.com"]);
    const [mapping] = resourcesOf(production, "AWS::ApiGatewayV2::ApiMapping");
    expect(mapping?.DependsOn).toEqual(["ApiStage"]);
  });
});

describe("a template", () => {
  it("stays far from the limits of CloudFormation", () => {
    for (const { templates } of [production, dev])
      for (const [stack, template] of Object.entries(templates)) {
        expect([stack, Object.keys(template.Resources).length < 500]).toEqual([stack, true]);
        expect([stack, JSON.stringify(template).length < 1_000_000]).toEqual([stack, true]);
      }
  });

  it("has no policy longer than IAM takes, in whatever region", () => {
    for (const stage of [production, dev])
      for (const { id, Properties } of resourcesOf(stage, "AWS::IAM::ManagedPolicy")) {
        const letters = asIamCounts(Properties["PolicyDocument"]);
        expect([id, letters, letters <= 6_144]).toEqual([id, letters, true]);
      }
  });

  it("has no helper of SST, and nothing it does not name", () => {
    const all = resourcesOf(production);

    expect(all.filter(({ Type }) => /^Custom::|CustomResource|SSM/.test(Type))).toEqual([]);
    const tagged = all.filter(({ Type }) =>
      /DynamoDB::Table|Lambda::Function|SQS::Queue$/.test(Type),
    );
    for (const { Properties } of tagged)
      expect(listed(Properties["Tags"]).map((tag) => (tag as { Key: string }).Key)).toEqual(
        expect.arrayContaining(["app", "stage", "owner", "data-class"]),
      );
  });
});

/** Without white space, and with the longest names that there are for what only a deployment knows. */
const asIamCounts = (document: unknown): number =>
  JSON.stringify(document, (_, value: unknown) =>
    typeof value === "object" && value !== null && /^\{"(?:Fn::|Ref)/.test(JSON.stringify(value))
      ? spelled(value)
      : value,
  )
    .replaceAll(`\${AWS::Partition}`, "aws")
    .replaceAll(/\$\{[^}]*\}/g, "x".repeat(90))
    .replaceAll("us-east-1", "ap-southeast-1")
    .replaceAll(/\s/g, "").length;
