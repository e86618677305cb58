import { describe, expect, it } from "vitest";
import { stageName } from "../../stacks/stage-name.ts";
import { type Machine, play, type World } from "#test/stacks/release-player";
import { production, dev, resourcesOf, spelled, statementsIn } from "#test/stacks/synthesised";

const [resource] = resourcesOf(production, "AWS::StepFunctions::StateMachine");
const machine = JSON.parse(String(resource?.Properties["DefinitionString"])) as Machine;

const api = "aro-production-http-api";
const execute = "aro-production-queues-execute";

const quiet: World = {
  rings: () => false,
  functions: {
    [api]: { live: "3", version: "4" },
    [execute]: { live: "8", version: "8" },
  },
};

describe("a release", () => {
  it("gives new code 5 % of the traffic, 25 %, and all of it, ten minutes apart", () => {
    expect(play(machine, quiet)).toEqual({
      end: "none",
      minutes: 30,
      moves: [`${api} 5 % to 4`, `${api} 25 % to 4`, `${api} all to 4`],
    });
  });

  it.each([
    [3, 1],
    [14, 2],
    [27, 3],
  ])("takes all traffic back within a minute when an alarm rings in minute %i", (rang, given) => {
    const played = play(machine, { ...quiet, rings: (minute) => minute >= rang });

    expect(played).toMatchObject({ end: "TakenBack", minutes: rang });
    expect(played.moves).toHaveLength(given + 1);
    expect(played.moves.at(-1)).toBe(`${api} all to 3`);
  });

  it("does not begin while an alarm rings", () => {
    expect(play(machine, { ...quiet, rings: () => true })).toEqual({
      end: "AlarmRangBefore",
      minutes: 0,
      moves: [],
    });
  });

  it.each(["GiveTwentyFive", "GiveFiveAsk"])("takes traffic back where %s fails", (fails) => {
    const played = play(machine, { ...quiet, fails });

    expect(played.end).toBe("TakenBack");
    expect(played.moves.at(-1)).toBe(`${api} all to 3`);
  });

  it("takes all others back where one cannot be, and says that one has stayed", () => {
    const functions = {
      [execute]: { live: "8", version: "9" },
      [api]: { live: "3", version: "4" },
    };
    const rings = (minute: number) => minute >= 3;
    const played = play(machine, { functions, rings, stays: execute });

    expect(played.end).toBe("NotAllTakenBack");
    expect(played.moves.at(-1)).toBe(`${api} all to 3`);
    const { Assign = {} } = machine.States["TakeBack"] ?? {};
    expect(Assign["left"]).toBe("{% [$states.result.left] %}");
  });

  it("does not mind what tells of yesterday, or what it is told to mend", () => {
    const { Assign = {} } = machine.States["AskBefore"] ?? {};
    const ignored = ["webhook-silence", "chain-check", "messages-unaccounted"].map(
      (name) => `"aro-production-${name}"`,
    );

    expect(Assign["rings"]).toBe(
      `{% $count($states.result.MetricAlarms[$not(AlarmName in $append([${ignored.join(",")}], $states.context.Execution.Input.despite))]) > 0 %}`,
    );
    expect(JSON.stringify(machine).split("Input.despite").length - 1).toBe(4);
  });

  it("may ask for alarms by the beginning of their names, which IAM takes for a question about all", () => {
    const asks = resourcesOf(production, "AWS::IAM::ManagedPolicy")
      .flatMap((policy) => statementsIn(policy))
      .filter(({ Action }) => Action === "cloudwatch:DescribeAlarms");

    expect(asks.map(({ Resource }) => spelled(Resource))).toEqual([
      expect.stringMatching(/:cloudwatch:us-east-1:111122223333:alarm:\*$/),
    ]);
  });

  it("hears no alarm of another stage: none may be called as if it were a part of this one", () => {
    for (const name of ["production", "staging", "dev", "product", "anna-production"])
      expect(stageName(name)).toBe(name);
    for (const name of ["production-2", "staging-of-anna"])
      expect(() => stageName(name)).toThrow(`Cannot call a stage "${name}"`);
  });

  it("moves nothing where nothing was deployed", () => {
    const same = { [api]: { live: "4", version: "4" } };

    expect(play(machine, { ...quiet, functions: same })).toMatchObject({
      end: "none",
      moves: [],
    });
  });

  it("knows every function, and each has an alias that CloudFormation leaves alone", () => {
    const functions = resourcesOf(production, "AWS::Lambda::Function");
    const items = machine.States["Publish"]?.Items as readonly string[];

    expect(items.toSorted()).toEqual(
      functions.map(({ Properties }) => String(Properties["FunctionName"])).toSorted(),
    );
    const aliases = resourcesOf(production, "AWS::Lambda::Alias");
    expect(aliases).toHaveLength(functions.length);
    for (const { Properties } of aliases)
      expect(JSON.stringify(Properties["FunctionVersion"])).toMatch(/First[0-9A-F]{8}","Version"/);
  });

  it("is nobody's business in a developer's stage: there the newest code answers", () => {
    expect(resourcesOf(dev, "AWS::StepFunctions::StateMachine", "AWS::Lambda::Alias")).toEqual([]);
  });

  it("is entered by the alias only: no event or request goes past it", () => {
    const called = resourcesOf(
      production,
      "AWS::ApiGatewayV2::Integration",
      "AWS::Lambda::EventSourceMapping",
      "AWS::Events::Rule",
    ).map(({ id, Properties }) => [
      id,
      JSON.stringify(
        Properties["IntegrationUri"] ?? Properties["FunctionName"] ?? Properties["Targets"],
      ),
    ]);

    expect(called).toHaveLength(33);
    for (const one of called)
      expect(one).toEqual([one[0], expect.stringMatching(/Live[0-9A-F]{8}/)]);
  });
});
