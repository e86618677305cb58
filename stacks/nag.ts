import { Aspects } from "aws-cdk-lib";
import { AwsSolutionsChecks, HIPAASecurityChecks, type INagLogger, NagSuppressions } from "cdk-nag";
import type { IConstruct } from "constructs";
import { type Suppression, suppressions } from "./suppressions.ts";

export type Finding = { readonly rule: string; readonly where: string; readonly why: string };

/** What was found, and which suppressions silenced nothing. */
export type Watched = () => {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly staleSuppressions: readonly string[];
};

/** Holds every construct against AwsSolutions and HIPAA.Security. Nothing is printed: the findings are returned. */
export const watchOver = (app: IConstruct, stage: string): Watched => {
  const valid = suppressions.filter((one) => isIn(one, stage));
  const findings: Finding[] = [];
  const suppressed: Finding[] = [];
  const logger: INagLogger = {
    onNonCompliance: (one) => void findings.push(finding(one, one.ruleInfo)),
    onSuppressed: (one) => void suppressed.push(finding(one, one.suppressionReason)),
    onError: (one) => void findings.push(finding(one, `The rule failed: ${one.errorMessage}`)),
    onCompliance: () => undefined,
    onSuppressedError: () => undefined,
    onNotApplicable: () => undefined,
  };
  for (const Checks of [AwsSolutionsChecks, HIPAASecurityChecks])
    Aspects.of(app).add(new Checks({ reports: false, additionalLoggers: [logger] }));
  suppress(app, valid);
  return () => ({
    findings,
    suppressed,
    staleSuppressions: valid
      .filter((one) => !suppressed.some(({ why }) => why.endsWith(reasonOf(one))))
      .map(({ rule, where }) => `${rule} at ${where.source}`),
  });
};

const isIn = ({ stages }: Suppression, stage: string): boolean => {
  if (stages === "all but production") return stage !== "production";
  if (stages === "production only") return stage === "production";
  return stages === undefined || ["production", "staging"].includes(stage);
};

type Told = Parameters<INagLogger["onCompliance"]>[0] & { readonly findingId?: string };

const finding = ({ ruleId, findingId = "", resource }: Told, why: string): Finding => ({
  rule: findingId === "" ? ruleId : `${ruleId}[${findingId}]`,
  where: resource.node.path,
  why,
});

const suppress = (app: IConstruct, valid: readonly Suppression[]): void => {
  for (const construct of app.node.findAll()) {
    // `production-aro-api/HttpHealth/Resource`: the first part is the stack's whole name.
    const path = construct.node.path.replace(/^[^/]*-aro-/, "");
    const fitting = valid.filter(({ where }) => where.test(path));
    if (fitting.length === 0) continue;
    NagSuppressions.addResourceSuppressions(
      construct,
      fitting.map((one) => ({
        id: one.rule,
        reason: reasonOf(one),
        ...(one.finding === undefined
          ? {}
          : { appliesTo: [{ regex: `/${one.finding.source.replace(/^(?!\^)/, ".*")}/` }] }),
      })),
    );
  }
};

const reasonOf = ({ reason, owner }: Suppression): string => `${reason} (owner: ${owner})`;
