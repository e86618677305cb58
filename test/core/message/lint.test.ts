import { describe, expect, it } from "vitest";
import { lintTemplate } from "#core/message/lint";
import {
  type ForbiddenWords,
  forbiddenWordsFrom,
  type TextRules,
  textRulesFrom,
} from "#core/message/rules";

const rules: TextRules = {
  version: 1,
  optOutNotice: "Reply STOP to opt out.",
  gsm7Only: true,
  segments: { default: 1, exceptions: { roomy: { segments: 2, why: "it holds a link" } } },
  locales: ["en-US"],
  limits: { clinicName: 16, clinicPhone: 14, link: 60 },
};
const forbidden: ForbiddenWords = {
  version: 1,
  words: {
    "a service": ["root canal", "x-ray", "exam"],
    "a speciality": ["cardiolog*"],
    "medical advice": ["do not eat"],
  },
};

const lint = (text: string, id = "test") =>
  lintTemplate({ id, source: `{{ clinic.name }}: ${text}` }, { rules, forbidden });
const rulesBroken = (text: string) => lint(text).map(({ rule }) => rule);

describe("a text that no business may send is refused, whoever has drafted it", () => {
  it.each([
    ["Please take your medication before you come.", "advice on health"],
    ["Your test results are here.", "what somebody has"],
    ["We guarantee that it is painless.", "nobody can promise"],
    ["Please send your card number.", "nobody should send by text"],
    ["This is your last warning.", "it threatens"],
    ["As an AI, I look forward to your visit.", "a language model says"],
    ["Recuerde tomar sus pastillas.", "advice on health"],
    ["No water or food 8 hours before.", "advice on health"],
    ["Ponga hielo en la rodilla.", "advice on health"],
    ["Your knee will be fine.", "nobody can promise"],
    ["You will be charged 50 USD if you miss it.", "it threatens"],
    ["We will cancel your visit if you do not answer.", "it threatens"],
  ])("%s", (text, saying) => {
    const [problem] = lint(text).filter(({ rule }) => rule === "unfit");
    expect(problem?.message).toContain(saying);
  });

  it("and a price is none of these", () =>
    expect(rulesBroken("The next haircut is $5 off.")).not.toContain("unfit"));
});

describe("a text that invites a reserved word is refused", () => {
  it.each([
    "Reply YES to confirm.",
    "Reply C or YES.",
    "reply yes to confirm",
    "Reply with yes",
    "Please reply: yes",
    "Reply C, or stop",
    "Text us back the word help",
    "Reply to this text with yes",
    "text cancel to cancel",
    "Send stop",
    "Answer 'yes'",
    "Say “Yes” and we are happy",
    "Type 1/info",
    "Responda yes para confirmar",
    "Envíe la palabra info",
    "Reply\n  CANCEL",
    "CANCEL by noon",
    "For INFO call us",
    "Reply opt-out",
    "OPT OUT here",
    'Reply {{ "yes" }}',
    "Reply {% if links.cancel %}yes{% endif %}",
    "STOPALL",
    "UNSTOP",
  ])("%s", (text) => {
    expect(rulesBroken(text)).toContain("reserved_word");
  });
});

describe("a text that only uses such a word in prose passes", () => {
  it.each([
    "Reply C to confirm. To cancel, call us.",
    "Reply C to confirm or call us to cancel.",
    "Reply 1 to confirm.",
    "Please stop at the front desk.",
    "Happy to help: call us.",
    "Help is a call away.",
    "We await your reply. Yes, parking is free.",
    "Your visit starts at ten and will end by noon.",
    "Text us to cancel.",
    "Weekends are fine, too.",
    "Reply C. Restarting on Monday.",
    "{% comment %} Never write: reply STOP {% endcomment %} See you.",
  ])("%s", (text) => {
    expect(lint(text)).toEqual([]);
  });
});

describe("a text about health is refused", () => {
  it.each([
    ["a service", "your root\n canal is on Tuesday", "root\n canal"],
    ["a service in capitals", "X-RAY on Tuesday", "X-RAY"],
    ["any ending of a speciality", "our cardiologist waits", "cardiologist"],
    ["medical advice", "do not eat before", "do not eat"],
  ])("%s", (_story, text, word) => {
    expect(lint(text).filter(({ rule }) => rule !== "unfit")).toEqual([
      {
        rule: "forbidden_content",
        message: expect.stringContaining(`Cannot say "${word}"`),
        line: 1,
      },
    ]);
  });

  it.each(["for example on Tuesday", "exams are for schools", "a cardigan"])(
    "but not for a part of a word: %s",
    (text) => {
      expect(lint(text)).toEqual([]);
    },
  );
});

describe("an address in a text", () => {
  it.each([
    ["https://example.com/visit", "literal_url"],
    ["see www.example.com", "literal_url"],
    ["see riverside-clinic.com", "literal_url"],
    ["write to desk@example.com", "literal_url"],
    ["https://bit.ly/3xYz", "url_shortener"],
    ["see bit.ly/3xYz", "url_shortener"],
  ])("is refused: %s", (text, rule) => {
    expect(rulesBroken(text)).toEqual([rule]);
  });

  it.each([
    "{% if links.reschedule %}{{ links.reschedule }}{% endif %}",
    "at 9 a.m. sharp",
    "orbit.lying",
  ])("%s: passes where it is a variable or no address", (text) => {
    expect(rulesBroken(text)).toEqual(text === "orbit.lying" ? ["literal_url"] : []);
  });
});

describe("the length of a text", () => {
  // The clinic's name, a colon and " Reply STOP to opt out." take 41 of the 160.
  it("counts the notice", () => {
    expect(lint("a".repeat(119))).toEqual([]);
    expect(lint("a".repeat(120))).toEqual([
      {
        rule: "too_long",
        message: "Takes 2 segments, allowed are 1: 161 units of gsm7 with the opt-out notice",
        line: 1,
      },
    ]);
  });

  it("may be two segments where the pack says why", () => {
    expect(lint("a".repeat(200), "roomy")).toEqual([]);
    expect(lint("a".repeat(300), "roomy").map(({ rule }) => rule)).toEqual(["too_long"]);
  });

  it.each([
    ["{{ clinic.phone }}", 14],
    ["{{ appointment.day }}", "Wed, Nov 25".length],
    ["{{ appointment.time }}", "12:30 PM".length],
    ["at{{ appointment.zone_note }}", "at GMT+12:45".length],
    ["{{ links.reschedule }}", 60],
    ["{% unless links.cancel %}{{ links.reschedule }}{% endunless %}", 60],
    ["{% if appointment.zone_note == '' %}home{% else %}h{% endif %}", 4],
  ])("is judged with the longest that can stand for %s", (gap, length) => {
    const rest = 119 - length - 1;
    expect(lint(`${"a".repeat(rest)} ${gap}`)).toEqual([]);
    expect(rulesBroken(`${"a".repeat(rest + 1)} ${gap}`)).toEqual(["too_long"]);
  });

  it("is judged with the longest name that the pack has room for", () => {
    const limits = { ...rules.limits, clinicName: 17 };
    const source = `{{ clinic.name }}: ${"a".repeat(119)}`;
    const problems = lintTemplate(
      { id: "test", source },
      { rules: { ...rules, limits }, forbidden },
    );
    expect(problems.map(({ rule }) => rule)).toEqual(["too_long"]);
  });

  it("is not halved by one curly quote", () => {
    expect(lint("see\nyou\nTuesday, that’s it")).toEqual([
      { rule: "alphabet", message: expect.stringContaining('Cannot write "’"'), line: 3 },
    ]);
  });

  it("may be, where the pack allows it", () => {
    const source = "{{ clinic.name }}: that’s it";
    expect(
      lintTemplate({ id: "test", source }, { rules: { ...rules, gsm7Only: false }, forbidden }),
    ).toEqual([]);
  });

  it("is not halved by the days of a language either", () => {
    const withDays = (locale: string) =>
      lintTemplate(
        { id: "test", source: "{{ clinic.name }}: see you on {{ appointment.day }}" },
        { rules: { ...rules, locales: [locale] }, forbidden },
      );
    expect(withDays("es-US")).toEqual([]); // Of "sáb" the accent is left out.
    expect(withDays("ja-JP")).toEqual([
      { rule: "alphabet", message: expect.stringContaining("Cannot write"), line: 1 },
    ]);
  });
});

describe("a text that hides who writes is refused", () => {
  const source = (text: string) => lintTemplate({ id: "test", source: text }, { rules, forbidden });

  it("without the clinic's name", () => {
    expect(source("See you on {{ appointment.day }}.").map(({ rule }) => rule)).toEqual([
      "clinic_missing",
    ]);
  });

  it("with the name in one branch only", () => {
    expect(
      source("See you {% if links.reschedule %}at {{ clinic.name }}{% endif %}").map(
        ({ rule }) => rule,
      ),
    ).toEqual(["clinic_missing"]);
  });

  it("but the name need not come first", () => {
    expect(source("See you at {{ clinic.name }}.")).toEqual([]);
  });
});

it("tells all problems of a template, by line", () => {
  const problems = lint("hi\nReply YES\nfor your exam\nat example.com");
  expect(problems.map(({ rule, line }) => [line, rule])).toEqual([
    [2, "reserved_word"],
    [3, "forbidden_content"],
    [4, "literal_url"],
  ]);
});

it("tells nothing else of a template that it cannot read", () => {
  expect(lint("\nReply YES {% if").map(({ rule, line }) => [line, rule])).toEqual([[2, "syntax"]]);
});

describe("a pack's rules", () => {
  it("are refused with the place of the mistake", () => {
    const read = textRulesFrom({ ...rules, segments: { default: 0, exceptions: {} } });
    expect(read).toEqual({ ok: false, refusal: expect.stringContaining("segments.default") });
    expect(forbiddenWordsFrom({ version: 1, words: { x: [] } }).ok).toBe(false);
    expect(textRulesFrom(rules).ok).toBe(true);
    for (const locale of ["english", "not a language", "xx"])
      expect(textRulesFrom({ ...rules, locales: [locale] })).toEqual({
        ok: false,
        refusal: expect.stringContaining("locales[0]"),
      });
  });
});
