/**
 * The only script: it lets a reader text as the customer, turn the sandbox clock, and see what is new.
 *
 * Everything can be read without it; what cannot be used without it stays hidden until it is here. It
 * never writes markup (the policy of the page forbids it), only text.
 */
export const script = `"use strict";
const main = document.querySelector("main");
const byId = (id) => document.getElementById(id);
const all = (selector) => document.querySelectorAll(selector);
const status = byId("status");
const draft = byId("text");
const say = (text) => { if (status) status.textContent = text; };

for (const part of all("[data-live]")) part.hidden = false;
const log = document.querySelector("[role=log]");
if (log) log.scrollTop = log.scrollHeight;

// After a reload of our own, the reader is where they were, and hears what has happened. A button that has gone
// with what it was for leaves them at the content, and not at the top of everything again.
const kept = JSON.parse(sessionStorage.getItem("kept") ?? "null");
sessionStorage.removeItem("kept");
if (kept) {
  if (kept.focus) (byId(kept.focus) ?? main).focus({ preventScroll: true });
  setTimeout(() => say(kept.say), 150);
}
const reload = (text, focus = document.activeElement?.id) => {
  sessionStorage.setItem("kept", JSON.stringify({ focus, say: text }));
  location.reload();
};

const post = async (address, body, after) => {
  const focus = document.activeElement?.id;
  const buttons = [...all("[data-live] button")];
  for (const button of buttons) button.disabled = true;
  say("One moment …");
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) {
      if (draft) draft.value = "";
      return reload(after, focus);
    }
    const { message = "That did not work.", details } = (await response.json()).error ?? {};
    say(details?.why ? "That cannot be taken: " + details.path + " " + details.why + "." : message);
  } catch {
    say("The server does not answer.");
  }
  for (const button of buttons) button.disabled = false;
  // A button that is disabled loses the focus: whoever has no pointer would begin at the top again.
  byId(focus)?.focus({ preventScroll: true });
};

for (const form of all("form[data-post]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    const lists = [...form.querySelectorAll("[data-list]")].map(({ name }) => name);
    const body = Object.fromEntries([...fields.keys()].map((name) =>
      [name, lists.includes(name) ? fields.getAll(name) : fields.get(name)]));
    post(form.action, body, form.dataset.post);
  });
}
for (const form of all("form[data-live]:not([data-post])")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = event.submitter?.value || draft.value.trim();
    if (body === "") return say("There is nothing to send yet.");
    post(form.action, { body }, "Sent. The page shows what came of it.");
  });
}
draft?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  draft.form.requestSubmit();
});
for (const button of all("[data-clock]")) {
  button.addEventListener("click", () =>
    post("/sandbox/clock", JSON.parse(button.dataset.clock), "The clock has been turned."));
}

const look = async () => {
  if (document.hidden) return;
  const response = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  const version = response?.headers.get("x-version");
  if (!version || version === main.dataset.version) return;
  if (draft?.value) say("Something new has happened: reload the page to see it.");
  else reload("The page shows what has just happened.");
};
if (main.dataset.version) setInterval(look, 3000);
`;
