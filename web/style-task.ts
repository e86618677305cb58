/** What only the pages of tasks, people and settings need. */
export const taskStyle = `
.fields { display: grid; gap: .75rem; }
.fields label { display: grid; gap: .25rem; font-size: .875rem; font-weight: 500; }
.fields .check { display: flex; gap: .5rem; align-items: center; padding: .2rem 0; }
.fields :is(input:not([type=checkbox]), select, textarea) { font: inherit; width: 100%; padding: .5rem .6rem; border: 1px solid var(--soft); border-radius: 8px; background: var(--card); color: inherit; }
.fields fieldset { border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; margin: 0; display: grid; gap: .5rem; min-width: 0; }
.fields legend { font-size: .8125rem; color: var(--soft); padding: 0 .3rem; }
.fields button, .quiet { font: inherit; font-weight: 600; border-radius: 8px; padding: .55rem 1rem; cursor: pointer; }
.fields button { border: 0; background: var(--brand); color: var(--on-brand); }
button.quiet { margin-top: .4rem; border: 1px solid var(--line); background: none; color: inherit; font-size: .875rem; padding: .3rem .8rem; }
button:disabled { opacity: .6; }
.known { display: grid; gap: .6rem; }
.known dt { color: var(--soft); font-size: .8125rem; }
blockquote { border-left: 3px solid var(--line); padding-left: .75rem; margin: .3rem 0; }
#status:not(:empty) { margin-bottom: 1rem; font-weight: 600; }
`;
