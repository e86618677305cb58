import { describe, expect, it } from "vitest";
import { manifest } from "#manifest";
import {
  dev,
  listed,
  type Placed,
  production,
  report,
  resourcesOf,
  spelled,
  type Statement,
  statementsIn,
} from "#test/stacks/synthesised";

const stages = [production, dev];

const policies = (): readonly (Placed & { statements: readonly Statement[] })[] =>
  resourcesOf(production, "AWS::IAM::ManagedPolicy").map((policy) => ({
    ...policy,
    statements: statementsIn(policy),
  }));

/** `HttpApiMay5A…` grants `dynamodb:Query` on … */
const grantsOf = (policy: string): readonly Statement[] =>
  policies().find(({ id }) => id.startsWith(`${policy}May`))?.statements ?? [];

const actionsOf = (policy: string): readonly string[] =>
  grantsOf(policy).flatMap(({ Action }) => listed(Action));

describe("rights", () => {
  it("are a function's own: no role has two", () => {
    const roles = resourcesOf(production, "AWS::Lambda::Function").map(({ Properties }) =>
      spelled(Properties["Role"]),
    );

    expect(new Set(roles).size).toBe(roles.length);
  });

  it("name what they reach, but where the service knows no name", () => {
    const open = policies().flatMap(({ id, statements }) =>
      statements
        .filter(({ Resource, Action }) => `${spelled(Resource)}${spelled(Action)}`.includes("*"))
        .map(({ Sid }) => `${id.replace(/[0-9A-F]{8}$/, "")} ${Sid}`),
    );

    expect(open.toSorted()).toEqual([
      "ReleaserMay AsksTheAlarms",
      "ReleaserMay DeliversItsLog",
      "ReleaserMay Traces",
      "StreamsProjectMay FindsTheStream",
      "StreamsReactMay FindsTheStream",
      "StreamsReactMay PlansSchedules",
      "TimersSweepMay PlansSchedules",
      "TimersWakeMay PlansSchedules",
    ]);
  });

  it("are all in policies with names: none is written into a role", () => {
    expect(resourcesOf(production, "AWS::IAM::Policy")).toEqual([]);
    for (const { Properties } of resourcesOf(production, "AWS::IAM::Role"))
      expect(Properties).not.toHaveProperty("Policies");
  });

  it("let nobody change a commit, and nobody scan", () => {
    const everything = policies().flatMap(({ statements }) => statements);
    const ofCommits = everything
      .filter(({ Resource }) => spelled(Resource).includes("table/aro-production-commits"))
      .flatMap(({ Action }) => listed(Action));

    expect(new Set(ofCommits)).toEqual(
      new Set(["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"]),
    );
    expect(everything.flatMap(({ Action }) => listed(Action))).not.toContain("dynamodb:Scan");
  });

  it("reach only keys that begin with a tenant", () => {
    const ofTables = policies()
      .flatMap(({ statements }) => statements)
      .filter(({ Resource }) =>
        /:table\/aro-production-(?:commits|views|keys)\b/.test(spelled(Resource)),
      );

    expect(ofTables.length).toBeGreaterThan(30);
    for (const { Effect, Condition } of ofTables) {
      if (Effect === "Deny") continue;
      expect(Condition?.["Null"]).toEqual({ "dynamodb:LeadingKeys": "false" });
      const leads = Condition?.["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"] as string[];
      for (const lead of leads)
        expect(lead).toMatch(/^(?:\?\*#|@tenants$|@packs$|@endpoint#|timers#)/);
    }
  });

  it("leave alone what the business has decided, and whose a door is", () => {
    const writers = policies().filter(({ statements }) =>
      statements.some(({ Sid }) => Sid === "WritesViews"),
    );
    expect(writers.length).toBeGreaterThan(5);
    for (const { statements } of writers)
      expect(statements).toContainEqual(
        expect.objectContaining({
          Effect: "Deny",
          Condition: {
            "ForAnyValue:StringLike": {
              "dynamodb:LeadingKeys": ["@tenants", "@endpoint#*", "?*#@settings", "?*#@endpoints"],
            },
          },
        }),
      );
    const settlers = policies().filter(({ statements }) =>
      statements.some(({ Sid }) => Sid === "Settles"),
    );
    expect(settlers.map(({ id }) => id.replace(/May[0-9A-F]{8}$/, ""))).toEqual([
      "HttpApi",
      "OperateSetUp",
    ]);
  });

  it("to open doors are one function's, which nothing calls but a person", () => {
    const openers = policies().filter(({ statements }) =>
      statements.some(({ Sid }) => Sid === "OpensDoors"),
    );
    expect(openers.map(({ id }) => id.replace(/May[0-9A-F]{8}$/, ""))).toEqual(["OperateSetUp"]);
    expect([...new Set(actionsOf("OperateSetUp"))].toSorted()).toEqual([
      "dynamodb:BatchGetItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "secretsmanager:GetSecretValue",
    ]);
    const callers = resourcesOf(
      production,
      "AWS::Lambda::Permission",
      "AWS::Lambda::EventSourceMapping",
      "AWS::Lambda::Url",
    );
    expect(callers.length).toBeGreaterThan(10);
    expect(JSON.stringify(callers)).not.toContain("OperateSetUp");
  });

  it("to ask what is due in all tenants are the sweeper's", () => {
    const sweepers = policies().filter(({ statements }) =>
      statements.some(({ Resource }) => spelled(Resource).includes("index/timers")),
    );
    expect(sweepers.map(({ id }) => id.replace(/May[0-9A-F]{8}$/, ""))).toEqual(["TimersSweep"]);
  });

  it("keep a provider's word away from what the business has decided", () => {
    for (const webhook of ["HttpCalendlyWebhook", "HttpTwilioInbound", "HttpStripeWebhook"]) {
      const appends = grantsOf(webhook).find(({ Sid }) => Sid === "AppendsCommits");
      expect(spelled(appends?.Condition)).not.toContain("#tenant/");
    }
    expect(spelled(grantsOf("HttpApi").map(({ Condition }) => Condition))).toContain("#tenant/");
  });

  it("to erase a customer are one function's", () => {
    const erasers = policies()
      .filter(({ statements }) => statements.some(({ Sid }) => Sid === "DestroysKeys"))
      .map(({ id }) => id.replace(/May[0-9A-F]{8}$/, ""));

    expect(erasers).toEqual(["StreamsReact"]);
  });

  it("to make a tenant's key are of who opens its doors, and no other's", () => {
    const makers = policies()
      .filter(({ statements }) =>
        statements.some(
          ({ Action, Resource }) =>
            spelled(Resource).includes("VaultKey") &&
            listed(Action).includes("kms:GenerateDataKey"),
        ),
      )
      .map(({ id }) => id.replace(/May[0-9A-F]{8}$/, ""));

    expect(makers).toEqual(["OperateSetUp"]);
  });

  it("open a tenant's key only with its tenant's name beside it", () => {
    const wraps = policies()
      .flatMap(({ statements }) => statements)
      .filter(({ Resource }) => spelled(Resource).includes("VaultKey"));

    expect(wraps.length).toBeGreaterThan(10);
    for (const { Condition } of wraps)
      expect(Condition).toMatchObject({
        StringEquals: { "kms:EncryptionContext:purpose": "tenant key" },
        Null: { "kms:EncryptionContext:tenant": "false" },
      });
  });

  it("to read a secret are those of whoever uses it, and none are given to /health", () => {
    const read = grantsOf("HttpCalendlyWebhook").find(({ Sid }) => Sid === "ReadsSecrets");

    expect(spelled(read?.Resource)).toMatch(/secret:aro\/production\/calendly-\?{6}$/);
    expect(actionsOf("HttpHealth")).toEqual(["logs:CreateLogStream", "logs:PutLogEvents"]);
  });
});

describe("what is stored and sent", () => {
  it("is sealed by keys of our own, which change every year", () => {
    const ours = /LogsKey|DataKey|MessagesKey|VaultKey/;
    const sealedBy: Readonly<Record<string, string>> = {
      "AWS::DynamoDB::Table": "SSESpecification",
      "AWS::SQS::Queue": "KmsMasterKeyId",
      "AWS::Logs::LogGroup": "KmsKeyId",
      "AWS::SNS::Topic": "KmsMasterKeyId",
      "AWS::SecretsManager::Secret": "KmsKeyId",
      "AWS::Backup::BackupVault": "EncryptionKeyArn",
    };

    for (const stage of stages) {
      for (const { Type, id, Properties } of resourcesOf(stage, ...Object.keys(sealedBy)))
        expect([id, JSON.stringify(Properties[sealedBy[Type] ?? ""])]).toEqual([
          id,
          expect.stringMatching(ours),
        ]);
      for (const { Properties } of resourcesOf(stage, "AWS::KMS::Key"))
        expect(Properties["EnableKeyRotation"]).toBe(true);
    }
  });

  it("travels by TLS only", () => {
    for (const stage of stages) {
      const queues = resourcesOf(stage, "AWS::SQS::Queue");
      const guarded = resourcesOf(stage, "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy");
      expect(guarded).toHaveLength(queues.length + 1);
      for (const policy of guarded)
        expect(statementsIn(policy)).toContainEqual(
          expect.objectContaining({
            Effect: "Deny",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
        );
    }
    expect(resourcesOf(production, "AWS::ApiGatewayV2::DomainName")[0]?.Properties).toMatchObject({
      DomainNameConfigurations: [{ SecurityPolicy: "TLS_1_2" }],
    });
  });

  it("is written to logs that end, and that hold no address of a caller", () => {
    for (const { Properties } of resourcesOf(production, "AWS::Logs::LogGroup"))
      expect(Properties["RetentionInDays"]).toBe(400);
    for (const { Properties } of resourcesOf(dev, "AWS::Logs::LogGroup"))
      expect(Properties["RetentionInDays"]).toBe(14);

    const [stage] = resourcesOf(production, "AWS::ApiGatewayV2::Stage");
    expect(stage?.Properties).toHaveProperty("DefaultRouteSettings.ThrottlingRateLimit", 500);
    expect(JSON.stringify(stage?.Properties["AccessLogSettings"])).not.toMatch(
      /sourceIp|path\b|userAgent/,
    );
    for (const { Properties } of resourcesOf(production, "AWS::Lambda::Function"))
      expect(Properties).toHaveProperty("LoggingConfig.LogGroup");
  });

  it("stays in production, and goes with any other stage", () => {
    const kept = [
      "AWS::DynamoDB::Table",
      "AWS::KMS::Key",
      "AWS::Logs::LogGroup",
      "AWS::SecretsManager::Secret",
    ];
    for (const { id, DeletionPolicy } of resourcesOf(production, ...kept))
      expect([id, DeletionPolicy]).toEqual([id, "Retain"]);
    for (const { id, DeletionPolicy } of resourcesOf(dev, ...kept))
      expect([id, DeletionPolicy]).toEqual([id, "Delete"]);

    const guarded = (stage: typeof production) =>
      resourcesOf(stage, "AWS::DynamoDB::Table").map(
        (one) => one.Properties["DeletionProtectionEnabled"],
      );
    expect(guarded(production)).toEqual(manifest.tables.map(() => true));
    expect(guarded(dev)).toEqual(manifest.tables.map(() => false));
  });

  it("is copied every day but for the keys, whose copies would undo an erasure", () => {
    const selected = JSON.stringify(resourcesOf(production, "AWS::Backup::BackupSelection")[0]);

    expect(selected).toContain("Commits");
    expect(selected).toContain("Views");
    expect(selected).not.toContain("Keys");
  });
});

describe("those who look for a living", () => {
  it("find nothing that nobody has answered for, and no answer to nothing", () => {
    for (const { findings, staleSuppressions } of stages) {
      expect(findings).toEqual([]);
      expect(staleSuppressions).toEqual([]);
    }
    for (const { rule, why } of production.suppressed)
      expect([rule, why]).toEqual([rule, expect.stringMatching(/\w.* \(owner: [\w ]+\)$/)]);
  });

  it("have looked at the templates as CloudFormation reads them", ({ skip }) => {
    const { linter } = report;
    if (linter.kind === "skipped" && process.env["CI"] === undefined) skip(linter.why);

    expect(linter).toMatchObject({ kind: "clean" });
  });
});
