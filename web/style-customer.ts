/** What only the pages of customers need; a sheet of its own, which the others do not load. */
export const customerStyle = `
.unseen { position: absolute; left: -99rem; }
.number { text-align: right; padding-right: 0; }
.days [aria-current] { color: inherit; font-weight: 650; text-decoration: none; }
.pages { display: flex; justify-content: space-between; margin-top: 1rem; }
.pages [rel=next] { margin-left: auto; }
.search { flex-basis: 100%; }
.search label { display: block; font-size: .8125rem; color: var(--soft); margin-bottom: .2rem; }
.search div { display: flex; gap: .5rem; max-width: 32rem; }
.search input { flex: 1; min-width: 0; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 8px; padding: .4rem .7rem; }
.search button, .pages button { font: inherit; font-weight: 600; color: var(--on-brand); background: var(--brand); border: 0; border-radius: 8px; padding: .45rem 1rem; cursor: pointer; }
.search p { margin-top: .4rem; }
.head + p { margin-bottom: .6rem; }
.list td:nth-child(4) { white-space: nowrap; }
.list bdi { white-space: normal; }

.score { display: flex; align-items: center; gap: .5rem; }
.score strong { font-size: 2rem; line-height: 1; font-weight: 650; }
svg.scale { display: block; width: 100%; height: .75rem; margin-top: .75rem; }
svg.bar { display: block; width: 100%; height: .375rem; margin-top: .3rem; }
.rail { fill: var(--neutral-soft); }
.fill { fill: var(--brand); }
.fill.good { fill: var(--good); } .fill.warning { fill: var(--warning); } .fill.bad { fill: var(--bad); }
.bound { stroke: var(--soft); stroke-width: .6; fill: none; }
.ends { display: grid; grid-template-columns: 40% 30% 1fr auto; margin-bottom: .5rem; }
.terms th[scope=row] { font-size: .875rem; font-weight: 600; color: inherit; padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line); vertical-align: top; width: 44%; }
.terms th span { display: block; font-weight: 400; font-size: .75rem; }
.terms td { font-size: .875rem; padding-block: .5rem; white-space: normal; }
.terms .number { padding-right: 0; white-space: nowrap; }
.terms + p { margin-top: .75rem; }

.consents { display: block; margin-bottom: .75rem; }
.consents tbody { display: block; }
.consents tbody tr { display: flex; justify-content: space-between; align-items: center; padding: .4rem 0; border-top: 1px solid var(--line); }
.consents th[scope=row] { font-size: .875rem; font-weight: 400; color: inherit; padding: 0; text-align: left; border: 0; }
.consents td { padding: 0; border: 0; }
.said li { padding: .3rem 0; }
.record { margin-top: .75rem; }
.record summary { cursor: pointer; font-weight: 600; padding-block: .35rem; }
.record p { margin-block: .6rem 0; }
.record label { display: block; font-size: .875rem; }
.record select, .record input { width: 100%; font: inherit; padding: .4rem .6rem; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 8px; }
.record textarea { width: 100%; font: inherit; padding: .5rem .7rem; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 8px; resize: vertical; }

.texts li { padding: .65rem 0; border-top: 1px solid var(--line); }
.texts li:last-child { padding-bottom: 0; }

@media (max-width: 36rem) {
  .list tbody tr, .visits tbody tr { grid-template-columns: minmax(0, 1fr) auto; }
  .list td:first-child { grid-column: 1 / -1; white-space: normal; }
  .list td:nth-child(3) { text-align: right; }
  .list td:nth-child(3)::before { content: "Visits "; }
  .list td:nth-child(5)::before { content: "Value "; }
  .visits td:nth-child(4)::before { content: "Price "; }
  :is(.list td:nth-child(3), .list td:nth-child(5), .visits td:nth-child(4))::before { color: var(--soft); font-size: .8125rem; }
  .terms thead { position: static; }
  .terms tbody tr { display: table-row; }
  .terms tbody td { border-top: 1px solid var(--line); padding: .5rem .75rem .5rem 0; }
}
`;
