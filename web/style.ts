/** One sheet for all pages. Colours are pairs that keep WCAG AA on each other, by day and by night. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f4f7f6; --card: #ffffff; --ink: #17211f; --soft: #51605c; --line: #d9e2df;
  --brand: #0f766e; --brand-soft: #d9efeb; --on-brand: #ffffff;
  --good: #15693a; --good-soft: #dff3e6; --warning: #8a4a06; --warning-soft: #fdf0d6;
  --bad: #b3261e; --bad-soft: #fce4e2; --neutral: #51605c; --neutral-soft: #e8eeec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1513; --card: #141f1c; --ink: #e6eeeb; --soft: #9db0aa; --line: #26352f;
    --brand: #5fd4c3; --brand-soft: #16332e; --on-brand: #06201b;
    --good: #84dba4; --good-soft: #14301f; --warning: #f2c063; --warning-soft: #362811;
    --bad: #ff9d94; --bad-soft: #3d1a18; --neutral: #9db0aa; --neutral-soft: #1f2c28;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere; }
a { color: var(--brand); text-underline-offset: .2em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; border-radius: 4px; }
h1, h2, h3, p, dl, dd, ol, ul, blockquote { margin: 0; padding: 0; }
ol, ul { list-style: none; }
h1 { font-size: 1.6rem; line-height: 1.2; letter-spacing: -.015em; font-weight: 650; }
h2 { font-size: 1.05rem; font-weight: 650; }
time, td, dd { font-variant-numeric: tabular-nums; }

.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top > div, main { max-width: 72rem; margin: 0 auto; padding: .8rem 1.25rem; }
.top > div { display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; align-items: baseline; }
.top a { font-weight: 650; color: inherit; text-decoration: none; }
.top a::before { content: ""; display: inline-block; width: .62em; height: .62em; margin-right: .5em; border-radius: 50%; background: var(--brand); }
.rooms { display: flex; flex-wrap: wrap; gap: .1rem 1rem; white-space: nowrap; }
.top .rooms a { font-weight: 500; color: var(--brand); }
.top .rooms a::before { content: none; }
.top p { color: var(--soft); font-size: .875rem; margin-left: auto; }
main { padding-block: 1.75rem 4rem; }
main:focus { outline: 0; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 21rem; gap: 1.25rem; align-items: start; }
.columns > * { min-width: 0; }
.stack { display: grid; gap: 1.25rem; }
.head { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin-bottom: 1.25rem; }
.head p { flex-basis: 100%; }
.days { display: flex; gap: 1rem; margin-left: auto; }

.pill { display: inline-block; padding: .1rem .6rem; border-radius: 99px; font-size: .8125rem; font-weight: 600; white-space: nowrap; }
.good { color: var(--good); } .pill.good { background: var(--good-soft); }
.warning { color: var(--warning); } .pill.warning { background: var(--warning-soft); }
.bad { color: var(--bad); } .pill.bad { background: var(--bad-soft); }
.neutral { color: var(--neutral); } .pill.neutral { background: var(--neutral-soft); }

.sums { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); padding: 0; overflow: hidden; margin-bottom: 1.25rem; }
.sums > div { box-shadow: 1px 1px 0 var(--line); padding: .8rem 1rem; display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.sums + .below { margin: -.5rem 0 1rem; }
.sums dt { color: var(--soft); font-size: .8125rem; }
.sums dd { font-size: 1.5rem; font-weight: 650; line-height: 1.25; }

table { width: 100%; border-collapse: collapse; overflow-wrap: break-word; }
caption { text-align: left; font-weight: 650; font-size: 1.05rem; padding-bottom: .6rem; }
th { text-align: left; font-size: .8125rem; font-weight: 500; color: var(--soft); padding: .3rem .75rem .5rem 0; }
td { padding: .65rem .75rem .65rem 0; border-top: 1px solid var(--line); vertical-align: top; }
td:first-child { white-space: nowrap; }
bdi { overflow-wrap: anywhere; }
td a { font-weight: 600; }
.empty { text-align: center; padding: 2.5rem 1rem; color: var(--soft); }
.empty :is(h1, h2) { color: var(--ink); }
.empty svg { width: 3.5rem; height: 3.5rem; color: var(--brand); margin-bottom: .5rem; }
.tasks li { padding: .65rem 0; border-top: 1px solid var(--line); }
.tasks li:last-child { padding-bottom: 0; }
.said { border-left: 3px solid var(--line); padding-left: .75rem; font-size: .9rem; }
.tasks .said { max-height: 6em; overflow: hidden; }
.card > h2 + * { margin-top: .75rem; }

@media (max-width: 60rem) { .columns { grid-template-columns: 1fr; } }
@media (max-width: 36rem) {
  .top > div, main { padding-inline: 1rem; }
  .top p { margin-left: 0; }
  .days { margin-left: 0; flex-basis: 100%; }
  .sums { grid-template-columns: repeat(3, 1fr); }
  .sums > div { padding: .6rem .8rem; }
  .sums > :last-child:nth-child(3n + 1) { grid-column: 1 / -1; }
  .sums > :last-child:nth-child(3n + 2) { grid-column: span 2; }
  thead { position: absolute; left: -99rem; }
  tbody tr { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: .1rem .75rem; padding: .7rem 0; border-top: 1px solid var(--line); }
  tbody td { border: 0; padding: 0; }
}
`;
