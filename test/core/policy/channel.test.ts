import { describe, expect, it } from "vitest";
import { addressed, addressOf, wayTo } from "#core/policy/channel";
import { plusMs } from "#core/kernel/time";
import type { Address } from "#core/ports/messenger";
import type { TenantSettings } from "#core/tenant/settings";
import { hour, visit } from "#test/support/bookings";

type Asked = Parameters<typeof wayTo>[0];

const phone = "+14045551234";
const email = "mary@example.com";
const now = visit;

const asked = (
  channels: TenantSettings["channels"],
  other: Partial<Asked> & { readonly wrote?: number } = {},
): Asked => ({
  now,
  appointment: { reach: "reachable", contact: { name: null, email, phone } },
  execution: { template: "hello", purpose: "reminder" },
  recipient: {
    wroteOnWhatsapp: other.wrote === undefined ? null : plusMs(now, -other.wrote),
  },
  settings: channels === undefined ? {} : { channels },
  ...other,
});

const text = { kind: "phone", phone };
const withoutPhone: Asked["appointment"] = {
  reach: "by_email",
  contact: { name: null, email, phone: null },
};

describe("the way to a customer", () => {
  it("is a text, where the business says nothing else", () => {
    expect(wayTo(asked(undefined))).toEqual(text);
    expect(wayTo(asked({ email: true }))).toEqual(text);
    expect(wayTo(asked(undefined, { wrote: hour }))).toEqual(text);
  });

  it("is an e-mail where there is no phone, as long as the business writes any", () => {
    const there = { appointment: withoutPhone };
    expect(wayTo(asked({ email: true }, there))).toEqual({ kind: "email", email });
    expect(wayTo(asked({ email: false }, there))).toBe("no_phone");
    expect(wayTo(asked(undefined, there))).toBe("no_phone");
  });

  it("is none for an offer by e-mail, which nobody could refuse by e-mail", () => {
    const offer = {
      appointment: withoutPhone,
      execution: { template: "hello", purpose: "marketing" },
    } as const;
    expect(wayTo(asked({ email: true }, offer))).toBe("offer_by_email");
    expect(wayTo(asked({ email: false }, offer))).toBe("no_phone");
  });

  it.each(["no_phone", "phone_unusable"] as const)("is none with %s", (reach) => {
    const contact = { name: null, email, phone: null };
    expect(wayTo(asked({ email: true }, { appointment: { reach, contact } }))).toBe(reach);
  });

  it("goes back over WhatsApp for a day after the customer has written there", () => {
    const free = { kind: "whatsapp", phone, template: null };
    for (const whatsapp of ["answers", "always"] as const)
      expect(wayTo(asked({ whatsapp }, { wrote: 24 * hour - 1 }))).toEqual(free);
    expect(wayTo(asked({ whatsapp: "answers" }, { wrote: 24 * hour }))).toEqual(text);
    expect(wayTo(asked({ whatsapp: "answers" }))).toEqual(text);
  });

  it("is an approved template after that, and none where there is no such template", () => {
    const whatsappTemplates = { hello: "HX1" };
    const later = { wrote: 24 * hour };
    expect(wayTo(asked({ whatsapp: "always", whatsappTemplates }, later))).toEqual({
      kind: "whatsapp",
      phone,
      template: "HX1",
    });
    expect(wayTo(asked({ whatsapp: "always" }, later))).toBe("whatsapp_window_closed");
    const other = { ...later, execution: { template: "other", purpose: "reminder" } } as const;
    expect(wayTo(asked({ whatsapp: "always", whatsappTemplates }, other))).toBe(
      "whatsapp_window_closed",
    );
  });

  it.each<Address>([
    { kind: "phone", phone },
    { kind: "whatsapp", phone, template: null },
    { kind: "whatsapp", phone, template: "HX1" },
    { kind: "email", email },
  ])("is kept with the intent and read again: %j", (address) => {
    expect(addressOf(addressed(address))).toEqual(address);
  });
});
