import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sizes } from "../../stacks/sizes.ts";
import { callOf, isAllowed, rightsOf } from "#test/stacks/rights";
import { settleMs } from "#core/app/rebuild-beside";
import { doorMs, workerMs } from "#functions/aws-told";
import { workMs } from "#functions/operate/rebuild";
import { production, resourcesOf } from "#test/stacks/synthesised";

const policies = resourcesOf(production, "AWS::IAM::ManagedPolicy");
const may = (name: string, ...call: Parameters<typeof callOf>): boolean =>
  isAllowed(rightsOf(policies, name), callOf(...call));

/**
 * What the functions were seen to do while they played the story from a booking to a review, and their own tests,
 * over DynamoDB Local; tenant and ids left out. `seen-calls.txt` holds each kind of call once, and a story in which a
 * function makes another is red (`test/support/aws-calls.ts`).
 */
const seen = readFileSync("test/fixtures/aws/seen-calls.txt", "utf8").trim().split("\n");

describe("a function", () => {
  it("may do all that it was seen to do", () => {
    const refused = seen.filter((line) => {
      const [name = "", action = "", resource = "", key] = line.split(" ");
      return !may(name, action, resource, key);
    });

    expect(seen.length).toBeGreaterThan(100);
    expect(refused).toEqual([]);
  });

  it.each([
    ["http/calendly-webhook", "dynamodb:PutItem", "commits", "t#tenant/t"],
    ["http/stripe-webhook", "dynamodb:PutItem", "views", "t#appointments"],
    ["http/twilio-inbound", "dynamodb:DeleteItem", "keys", "t#x"],
    ["http/twilio-inbound", "dynamodb:PutItem", "views", "t#@breakers"],
    ["http/stripe-webhook", "dynamodb:DeleteItem", "views", "t#@breakers"],
    ["http/twilio-inbound", "dynamodb:Query", "views/index/timers", "timers#waiting#0"],
    ["http/api", "dynamodb:DeleteItem", "commits", "t#appointment/x"],
    ["http/api", "dynamodb:UpdateItem", "commits", "t#appointment/x"],
    ["http/api", "dynamodb:PutItem", "views", "@endpoint#x"],
    ["http/health", "dynamodb:GetItem", "views", "@tenants"],
    ["streams/react", "dynamodb:PutItem", "views", "t#@settings"],
    ["operate/set-up", "dynamodb:PutItem", "commits", "t#tenant/t"],
    ["operate/set-up", "dynamodb:PutItem", "views", "t#appointments"],
    ["operate/set-up", "dynamodb:DeleteItem", "views", "t#@endpoints"],
    ["operate/rebuild", "dynamodb:PutItem", "commits", "t#customer/x"],
    ["operate/rebuild", "dynamodb:PutItem", "views", "t#@settings"],
    ["operate/rebuild", "dynamodb:DeleteItem", "views", "t#@feed"],
    ["operate/rebuild", "dynamodb:DeleteItem", "views", "t#timer"],
    ["operate/rebuild", "dynamodb:PutItem", "views", "@tenants"],
    ["operate/rebuild", "dynamodb:GetItem", "keys", "t#x"],
    ["streams/react", "dynamodb:Scan", "commits", undefined],
    ["streams/react", "dynamodb:Query", "commits", undefined],
    ["streams/react", "dynamodb:DeleteItem", "keys", "t#@key"],
    ["http/twilio-inbound", "dynamodb:PutItem", "keys", "t#@key"],
    ["operate/set-up", "dynamodb:DeleteItem", "keys", "t#@key"],
    ["streams/project", "dynamodb:PutItem", "commits", "t#customer/x"],
    ["queues/execute", "dynamodb:PutItem", "views", "t#@endpoints"],
    ["queues/execute", "dynamodb:PutItem", "views", "@tenants"],
    ["queues/execute", "sqs:SendMessage", "classifications", undefined],
    ["queues/keep-letters", "dynamodb:PutItem", "views", "t#appointments"],
    ["queues/keep-letters", "dynamodb:GetItem", "commits", "t#appointment/x"],
    ["http/api", "sqs:DeleteMessage", "executions-dead", undefined],
    ["timers/sweep", "dynamodb:PutItem", "commits", "t#appointment/x"],
    ["timers/wake", "dynamodb:PutItem", "commits", "appointment/x"],
    ["timers/check-chains", "dynamodb:PutItem", "commits", "t#appointment/x"],
    ["timers/check-chains", "dynamodb:DeleteItem", "commits", "t#appointment/x"],
    ["timers/check-chains", "dynamodb:GetItem", "keys", "t#x"],
    ["timers/check-chains", "dynamodb:Query", "views", "t#customers"],
    ["timers/check-chains", "dynamodb:UpdateItem", "views", "t#@feed"],
  ])("%s may not %s %s %s", (name, action, resource, key) => {
    expect(may(name, action, resource, key)).toBe(false);
  });

  it("may put a commit aside where it reacts to commits, and nowhere else", () => {
    const aside = ["sqs:SendMessage", "react-dead"] as const;
    expect(may("streams/react", ...aside)).toBe(true);
    expect(may("http/api", ...aside)).toBe(false);
  });

  it("may change settings only where it is the API, and keep the pack that it came with", () => {
    expect(may("http/api", "dynamodb:PutItem", "views", "t#@settings")).toBe(true);
    expect(may("http/calendly-webhook", "dynamodb:PutItem", "views", "@packs")).toBe(true);
  });
});

it("waits longer for whoever folds than he may run, and may run longer than it works", () => {
  expect(settleMs).toBeGreaterThan(sizes["streams/project"].timeoutSeconds * 1_000);
  expect(sizes["operate/rebuild"].timeoutSeconds * 1_000).toBeGreaterThan(3 * workMs);
});

/** That a provider is silent has to be written down, and answered, by a function that still runs. */
it.each([
  ["http/acuity-webhook", doorMs],
  ["http/square-webhook", doorMs],
  ["http/stripe-webhook", doorMs],
  ["http/ses-events", doorMs],
  ["http/synchronise", workerMs],
  ["queues/execute", workerMs],
] as const)("%s runs more than twice as long as it waits for a provider", (name, waitMs) => {
  expect(sizes[name].timeoutSeconds * 1_000).toBeGreaterThan(2 * waitMs);
});
