/** What only the page of an appointment needs: its timeline and the phone beside it. */
export const appointmentStyle = `
.facts { display: flex; flex-wrap: wrap; gap: .6rem 2rem; margin-bottom: 1.25rem; }
.facts dt { color: var(--soft); font-size: .8125rem; }

.day { font-size: .8125rem; font-weight: 650; color: var(--soft); margin: 1.1rem 0 .1rem; }
.story > li { position: relative; display: grid; grid-template-columns: 3.2rem 1.5rem minmax(0, 1fr); padding: .35rem 0 .75rem; }
.story > li::before { content: ""; position: absolute; left: 3.9rem; top: 0; bottom: 0; width: 2px; background: var(--line); }
.story > li:first-child::before { top: 1rem; }
.story > li:last-child::before { bottom: auto; height: 1rem; }
.story time { color: var(--soft); font-size: .875rem; line-height: 1.7; }
.dot { position: relative; width: 12px; height: 12px; margin: .4rem 0 0 .3rem; border-radius: 50%; background: currentColor; box-shadow: 0 0 0 3px var(--card); }
.story strong { font-weight: 600; }
.because { color: var(--soft); font-size: .9rem; }
.because b { font-weight: 600; }
blockquote { margin-top: .4rem; padding: .5rem .8rem; border-radius: 8px; background: var(--paper); font-size: .9rem; white-space: pre-line; }
.story .minor { padding-block: .1rem .5rem; }
.minor .dot { width: 6px; height: 6px; margin: .6rem 0 0 calc(.3rem + 3px); }
summary { color: var(--soft); font-size: .875rem; cursor: pointer; padding-block: .1rem; }
.minor li { font-size: .875rem; padding: .3rem 0; }
.next .dot { background: var(--card); border: 2px solid var(--brand); }
.next > li::before { background: none; border-left: 2px dashed var(--line); }

.phone { padding: 0; overflow: hidden; }
.phone > * { padding: 1rem 1.1rem; }
.phone h2 { border-bottom: 1px solid var(--line); }
.phone h2 span { display: block; font-weight: 400; }
.phone h2 + ol { margin: 0; display: flex; flex-direction: column; gap: .75rem; max-height: 30rem; overflow-y: auto; background: var(--paper); }
.bubble { max-width: 88%; display: flex; flex-direction: column; align-items: flex-start; }
.bubble p { padding: .5rem .8rem; border-radius: 14px; background: var(--card); border: 1px solid var(--line); border-bottom-left-radius: 4px; font-size: .9rem; white-space: pre-line; }
.bubble small { color: var(--soft); font-size: .75rem; padding: 0 .4rem; }
.bubble.inbound { align-self: flex-end; align-items: flex-end; }
.inbound p { background: var(--brand); color: var(--on-brand); border-color: transparent; border-radius: 14px 14px 4px; }
.phone form, .turn { border-top: 1px solid var(--line); display: grid; gap: .5rem; }
label, legend { font-size: .875rem; font-weight: 600; }
#desk-why { flex: 1 1 12rem; min-width: 0; }
.buttons + details { margin-top: .5rem; }
textarea, #desk-why { font: inherit; padding: .5rem .7rem; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 8px; }
textarea { width: 100%; resize: vertical; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; }
button { font: inherit; font-size: .875rem; font-weight: 600; min-height: 2.25rem; padding: .3rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: var(--brand); cursor: pointer; }
button:hover { border-color: var(--brand); }
button[type=submit] { background: var(--brand); border-color: var(--brand); color: var(--on-brand); }
#status:empty { padding: 0; }
button:disabled { opacity: .55; cursor: progress; }
`;
