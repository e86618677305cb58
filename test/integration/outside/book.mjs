// A program of somebody else: plain Node, the provider's documentation, and sandbox.json in .aro/.
// Usage: node book.mjs <booked at> <start> <phone> [--body] [--secret <other secret>]
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

const [bookedAt, start, phone, ...options] = process.argv.slice(2);
const { calendly } = JSON.parse(readFileSync(".aro/sandbox.json", "utf8")).endpoints;

const body = JSON.stringify({
  event: "invitee.created",
  created_at: bookedAt,
  payload: {
    uri: "https://api.calendly.com/scheduled_events/OUTSIDE/invitees/OUTSIDE",
    name: "Grace Example",
    email: "grace@example.com",
    timezone: "America/New_York",
    text_reminder_number: phone,
    created_at: bookedAt,
    updated_at: bookedAt,
    scheduled_event: {
      start_time: start,
      end_time: new Date(Date.parse(start) + 30 * 60_000).toISOString(),
    },
  },
});

if (options.includes("--body")) {
  process.stdout.write(body);
} else {
  const secret = options.includes("--secret") ? options.at(-1) : calendly.signingSecret;
  const t = Math.floor(Date.now() / 1000);
  const v1 = createHmac("sha256", secret).update(`${t}.${body}`).digest("hex");
  const answer = await fetch(calendly.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      [calendly.signatureHeader]: `t=${t},v1=${v1}`,
    },
    body,
  });
  console.log(answer.status, await answer.text());
}
