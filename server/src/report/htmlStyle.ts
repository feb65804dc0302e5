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
.summary .errors dd, .error > td:nth-child(2), span.error, .failed { color: var(--error); }
.summary .warnings dd, .warning > td:nth-child(2), span.warning { color: var(--warning); }
.info > td:nth-child(2) { color: var(--info); }
.hint > td:nth-child(2) { color: var(--hint); }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
.count { font-weight: normal; font-size: .9rem; margin-left: .5rem; }
summary { cursor: pointer; }
table { border-collapse: collapse; width: 100%; margin-top: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-top: 1px solid var(--line); }
th { font-size: .85rem; color: var(--soft); font-weight: normal; }
td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
td:nth-child(2) { white-space: nowrap; font-weight: 600; }
td:last-child { color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; min-width: 8rem; max-width: 16rem; }
pre { margin: .25rem 0 0; padding: .25rem .5rem; background: var(--panel); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
mark { background: var(--mark); color: inherit; }
body:has(#language-fr:checked) main [lang=en], body:has(#language-fr:checked) header :is(h1, fieldset:nth-of-type(2)) [lang=en],
body:has(#language-en:checked) main [lang=fr], body:has(#language-en:checked) header :is(h1, fieldset:nth-of-type(2)) [lang=fr] { display: none; }
body:has(#show-error:not(:checked)) tr.error, body:has(#show-warning:not(:checked)) tr.warning,
body:has(#show-info:not(:checked)) tr.info, body:has(#show-hint:not(:checked)) tr.hint { display: none; }
@media (max-width: 40rem) { table, tbody, tr, td { display: block; } thead { display: none; } td { border: 0; padding: .1rem 0; } tr { border-top: 1px solid var(--line); padding: .5rem 0; } }
@media print { body { max-width: none; } fieldset { display: none; } details > :not(summary) { display: revert; } }
`;
