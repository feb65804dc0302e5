const severities = ['error', 'warning', 'info', 'hint'];

/** Findings of a severity that is not shown, and the places that have no others. */
const hidden = Array.from({ length: 2 ** severities.length - 1 }, (_, index) => {
  const off = severities.filter((_, bit) => (index + 1) & (1 << bit));
  const left = severities.filter((severity) => !off.includes(severity)).map((severity) => `.${severity}`);
  const body = `body${off.map((severity) => `:has(#show-${severity}:not(:checked))`).join('')}`;
  const places = `.findings tr${left.length > 0 ? `:not(:has(${left.join()}))` : ''}`;
  return `${body} ${places}${off.length === 1 ? `, ${body} li.${off[0]}` : ''} { display: none; }`;
}).join('\n');

/** The style of the HTML report: light and dark as the reader's system, one language at a time, severities that can be hidden. */
export const htmlStyle = `
:root { color-scheme: light dark; --text: #1f2328; --ground: #fff; --soft: #59636e; --line: #d1d9e0; --panel: #f6f8fa;
  --error: #b3151f; --warning: #8a5300; --info: #0550ae; --hint: #59636e; --mark: #fff2b3; --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --ground: #0d1117; --soft: #9aa4af; --line: #3d444d; --panel: #161b22;
  --error: #ff8a80; --warning: #e3b341; --info: #79b8ff; --hint: #9aa4af; --mark: #5c4a00; --link: #79b8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 80rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
header p, section p { margin: .25rem 0; color: var(--soft); overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
fieldset { display: inline-flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem .5rem .5rem 0; border: 1px solid var(--line); border-radius: 6px; padding: .25rem .75rem; }
legend { color: var(--soft); font-size: .85rem; }
.summary { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; }
.summary div { border: 1px solid var(--line); border-radius: 6px; background: var(--panel); padding: .5rem 1rem; min-width: 7rem; }
.summary dt { color: var(--soft); font-size: .85rem; }
.summary dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.summary .errors dd, .error > b, span.error, .failed { color: var(--error); }
.summary .warnings dd, .warning > b, span.warning { color: var(--warning); }
.info > b { color: var(--info); }
.hint > b { color: var(--hint); }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
.count { font-weight: normal; font-size: .9rem; margin-left: .5rem; }
summary { cursor: pointer; }
main > details, nav { margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; margin-top: .5rem; }
td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-top: 1px solid var(--line); }
nav td { padding: .15rem .75rem .15rem 0; overflow-wrap: anywhere; }
nav td:last-child { white-space: nowrap; color: var(--soft); }
.findings td:first-child { white-space: nowrap; width: 5.5rem; font-variant-numeric: tabular-nums; }
.findings ul { list-style: none; margin: .25rem 0 0; padding: 0; }
.findings li { padding: .15rem 0; overflow-wrap: anywhere; }
.rule, .cause { color: var(--soft); font-size: .85rem; }
.rule { display: inline-block; }
.cause { padding-left: 1rem; }
pre { margin: 0; padding: .25rem .5rem; background: var(--panel); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
mark { background: var(--mark); color: inherit; }
body:has(#language-fr:checked) [lang=en], body:has(#language-en:checked) [lang=fr] { display: none; }
${hidden}
@media (max-width: 40rem) { .findings :is(tbody, tr, td) { display: block; } .findings td { border: 0; padding: .1rem 0; } .findings tr { border-top: 1px solid var(--line); padding: .5rem 0; } }
@media print { body { max-width: none; } fieldset { display: none; } details > :not(summary) { display: revert; } }
`;
