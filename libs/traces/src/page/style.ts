/** The page's looks, light and dark. Text keeps 4.5:1 to what lies behind it, and services' colours 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). */
export const style = `
:root {
  color-scheme: light dark;
  --back: #fff; --front: #1b1f24; --soft: #59636e; --line: #d9dee4; --shade: #f3f5f7; --accent: #b35900; --bad: #c4123b;
  --c0: #2f6fdb; --c1: #1a7f5a; --c2: #b0591a; --c3: #7b4fc9; --c4: #0f7c8c; --c5: #a83279; --c6: #6a7a12; --c7: #5c6670;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14171b; --front: #e6e9ed; --soft: #9aa4af; --line: #2d333a; --shade: #1c2126; --accent: #ffb454; --bad: #ff6b81;
    --c0: #6ea8ff; --c1: #4fc89a; --c2: #f0a060; --c3: #b696ff; --c4: #4cc6d6; --c5: #f080c0; --c6: #bccb4d; --c7: #a3adb8;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--front); font: 13px/1.45 system-ui, sans-serif; }
header { padding: 16px 20px 10px; border-bottom: 1px solid var(--line); }
h1 { margin: 0 0 2px; font-size: 18px; font-weight: 600; }
.facts { margin: 0 0 10px; color: var(--soft); }
.facts b { color: var(--front); font-weight: 600; }
code { font: 12px ui-monospace, monospace; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0 0 12px; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 10px; height: 10px; margin-right: 6px; border-radius: 2px; }
.tools { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.tools input { width: 260px; }
.tools output { min-width: 70px; color: var(--soft); }
input, button { padding: 4px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--shade); color: inherit; font: inherit; }
button { cursor: pointer; }
button:hover { border-color: var(--soft); }
:focus-visible { outline: 2px solid var(--c0); outline-offset: -2px; }
main { display: flex; align-items: flex-start; }
#waterfall { flex: 1; min-width: 0; --from: 0; --window: 1; padding-bottom: 24px; }
[role=row] { display: grid; grid-template-columns: minmax(240px, 36%) 70px 1fr; align-items: center; height: 24px; }
[role=row][hidden] { display: none; }
.axis { position: sticky; top: 0; z-index: 1; color: var(--soft); background: var(--back); border-bottom: 1px solid var(--line); font-size: 12px; }
.axis > :first-child { padding-left: 20px; }
.axis > :nth-child(2) { text-align: right; padding-right: 12px; }
#axis { position: relative; align-self: stretch; }
#axis i { position: absolute; top: 4px; padding-left: 4px; font-style: normal; white-space: nowrap; }
.span { cursor: default; }
.span:hover { background: var(--shade); }
.span.chosen { background: color-mix(in srgb, var(--c0) 14%, var(--back)); }
.span.faint { opacity: .35; }
.name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding-left: calc(4px + var(--depth) * 14px); border-left: 3px solid transparent; height: 24px; line-height: 24px; }
.marked .name { border-left-color: var(--accent); }
.name small { color: var(--soft); font-size: 11px; }
.name em { margin-left: 6px; color: var(--soft); font-size: 11px; font-style: normal; }
.failed .name, em.error, .bad { color: var(--bad) !important; }
.twist { display: inline-block; width: 14px; color: var(--soft); font-weight: 400; cursor: pointer; }
[aria-expanded=true] .twist::before { content: "▾"; }
[aria-expanded=false] .twist::before { content: "▸"; }
.took { text-align: right; padding-right: 12px; font-variant-numeric: tabular-nums; color: var(--soft); white-space: nowrap; }
.time { position: relative; align-self: stretch; overflow: hidden; margin-right: 20px; background: repeating-linear-gradient(to right, var(--line) 0 1px, transparent 1px 20%); }
.bar { position: absolute; top: 6px; height: 12px; min-width: 2px; border-radius: 2px; overflow: hidden; display: flex;
  left: calc((var(--at) - var(--from)) / var(--window) * 100%); width: calc(var(--for) / var(--window) * 100%); }
.failed .bar { outline: 2px solid var(--bad); }
.bar u { height: 100%; background: var(--back); }
.s0 { opacity: .1; } .s1 { opacity: .34; } .s2 { opacity: .5; } .s3 { opacity: .62; } .s4 { opacity: .74; } .s5 { opacity: .82; }
#band { position: fixed; z-index: 2; pointer-events: none; background: color-mix(in srgb, var(--c0) 25%, transparent); border: 1px solid var(--c0); border-width: 0 1px; }
aside { position: sticky; top: 0; width: 380px; max-height: 100vh; overflow: auto; padding: 14px 18px; border-left: 1px solid var(--line); background: var(--back); }
aside[hidden] { display: none; }
aside h2 { margin: 0; font-size: 15px; overflow-wrap: anywhere; }
aside h3 { margin: 16px 0 4px; font-size: 12px; color: var(--soft); font-weight: 600; }
aside p { margin: 2px 0; overflow-wrap: anywhere; }
aside .close { float: right; }
table { border-collapse: collapse; width: 100%; font-size: 12px; }
td, th { padding: 3px 6px 3px 0; text-align: left; vertical-align: top; font-weight: 400; overflow-wrap: anywhere; border-bottom: 1px solid var(--line); }
th { color: var(--soft); width: 42%; }
.stages th { width: 30%; }
.stages td:nth-child(2) { white-space: nowrap; }
meter { width: 70px; }
noscript pre { padding: 0 20px 20px; overflow: auto; font: 12px/1.4 ui-monospace, monospace; }
${Array.from({ length: 8 }, (_, index) => `.c${index} { background: var(--c${index}); }`).join('\n')}
@media (max-width: 800px) {
  main { display: block; }
  aside { position: fixed; inset: auto 0 0 0; width: auto; max-height: 50vh; border: 0; border-top: 1px solid var(--line); }
}
`;
