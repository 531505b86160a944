/** How the report looks: on a phone, on a desk, in the dark, on paper. The style sheet is part of the file. */
import { DARK, LIGHT, properties } from './palette.ts';

const BASE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif;overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono","Noto Sans Mono CJK SC","PingFang SC","Microsoft YaHei",monospace;font-size:.875em}
code{background:var(--sunk);border-radius:3px;padding:.05em .3em}
a{color:var(--link);text-underline-offset:2px}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
h1,h2,h3,h4{line-height:1.25;margin:0 0 .5rem;text-wrap:balance}
h1{font-size:1.75rem}h2{font-size:1.35rem}h3{font-size:1.05rem;margin-top:1.25rem}h4{font-size:.9rem;margin-top:1rem;color:var(--muted)}
p{margin:.4rem 0}.muted{color:var(--muted);font-weight:400}.lead{color:var(--muted);margin:0 0 1rem;max-width:70ch}
.go{color:var(--go)}.warn{color:var(--warn)}.stop{color:var(--stop)}
.skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:3}
.patterns{position:absolute}
header,main,footer,nav.contents{max-width:76rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.25rem}.brand{color:var(--muted);font-weight:600;letter-spacing:.02em;margin:0}
header h1{margin:.1rem 0}
footer{padding-bottom:3rem}
.card,.verdict{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.1rem;margin:1rem 0}
.unseen{border:1px solid currentColor;border-radius:3px;font:.7em ui-monospace,monospace;padding:0 .2em;margin:0 .1em;white-space:nowrap}
.count{background:var(--sunk);border-radius:99px;padding:.05em .55em;font-size:.8em;font-weight:600;color:var(--text)}
.tag{display:inline-block;border:1px solid currentColor;border-radius:99px;padding:0 .55em;font-size:.8rem;font-weight:600;white-space:nowrap}
.none{color:var(--go);font-weight:600}.none::before{content:"✓ "}
.more{color:var(--muted);font-size:.9rem}
.big{font-size:1.15rem}
del{text-decoration-color:var(--stop)}ins{text-decoration:none;border-bottom:2px solid var(--go)}
`;

const CONTENTS = `
nav.contents{margin-top:.75rem}
nav.contents ol{list-style:none;margin:0;padding:.25rem;display:flex;gap:.25rem;overflow-x:auto;scrollbar-width:thin}
nav.contents a{display:block;padding:.45rem .7rem;border-radius:8px;background:var(--sunk);white-space:nowrap;color:var(--text);text-decoration:none;font-size:.9rem}
nav.contents a:hover{text-decoration:underline}
nav.contents b{font-size:.75rem;font-weight:700;margin-left:.3rem;white-space:nowrap}
@media (min-width:1080px){
body{display:grid;grid-template-columns:14rem minmax(0,62rem);column-gap:1.5rem;justify-content:center;padding:0 1rem}
header,main,footer{margin:0;width:100%;max-width:none;grid-column:2;padding:0}
header{padding:1.5rem 0 0}
nav.contents{grid-column:1;grid-row:1/span 3;align-self:start;position:sticky;top:0;max-height:100vh;overflow-y:auto;margin:0;padding:1.5rem 0 1rem;width:100%}
nav.contents ol{display:block}
nav.contents a{background:none;white-space:normal;padding:.3rem .7rem}
nav.contents a:hover{background:var(--sunk)}
}
`;

const VERDICT = `
.verdict{border-width:2px}
.verdict.stop{background:var(--stopBack);border-color:var(--stop);color:var(--text)}
.verdict.review{background:var(--warnBack);border-color:var(--warn)}
.verdict.go{background:var(--goBack);border-color:var(--go);color:var(--text)}
.headline{display:flex;gap:1rem;align-items:flex-start}
.sign{flex:none}.sign :not(.cut){fill:currentColor}.sign .cut{fill:none;stroke:var(--card);stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
.verdict.stop .sign,.verdict.stop h2{color:var(--stop)}.verdict.review .sign,.verdict.review h2{color:var(--warn)}.verdict.go .sign,.verdict.go h2{color:var(--go)}
.verdict h2{font-size:1.7rem;margin:0}.verdict .muted{color:var(--text)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(6.4rem,1fr));gap:.4rem;margin:1rem 0 0}
.figures div{background:var(--card);border-radius:8px;padding:.4rem .65rem}
.figures .wide{grid-column:span 2}
.figures dt{color:var(--muted);font-size:.85rem;white-space:nowrap}
.reasons{margin:.75rem 0 0;padding:0;list-style:none}.reasons li{padding:.15rem 0 .15rem 1.4rem;text-indent:-1.4rem}.reasons a{color:inherit}.reasons .badge{text-indent:0}.figures dd{margin:0}.figures b{display:block;font-size:1.3rem;line-height:1.25;font-variant-numeric:tabular-nums}
.figures .muted{font-size:.78rem;color:var(--muted);display:block;line-height:1.35}
.findings{list-style:none;margin:0;padding:0}
.findings li{border-left:5px solid var(--line);background:var(--sunk);border-radius:0 8px 8px 0;padding:.5rem .9rem;margin:.6rem 0}
.findings .block{border-color:var(--stop)}.findings .warn{border-color:var(--warn);color:var(--text)}.findings .note{border-color:var(--same)}
.badge{font-size:.75rem;font-weight:700;border:1px solid currentColor;border-radius:4px;padding:.05em .45em;margin-right:.25rem;white-space:nowrap}
.block .badge{color:var(--stop)}.warn .badge{color:var(--warn)}.note .badge{color:var(--muted)}
.findings code{background:var(--card)}
.findings .muted{font-size:.875rem}
.pairs{margin:0}.pairs div{display:flex;flex-wrap:wrap;gap:0 1rem;padding:.2rem 0}.pairs dt{color:var(--muted);flex:0 0 10rem}.pairs dd{margin:0;flex:1 1 14rem}
`;

const TABLES = `
.scroll{overflow-x:auto;margin:.5rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;color:var(--muted);font-size:.85rem;padding:.2rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line);font-weight:400;min-width:4.5rem}
thead th{color:var(--muted);font-size:.8rem;font-weight:600;border-bottom:2px solid var(--line);overflow-wrap:normal}
th.number,td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tbody th{min-width:8rem}
.lane{border-top:1px solid var(--line);padding-top:.25rem;margin-top:1rem}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:0 1.5rem}
.beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:.75rem}
pre{background:var(--sunk);border-radius:8px;padding:.75rem;margin:.4rem 0;overflow:auto;max-height:26rem;white-space:pre-wrap}
pre.paste{border:1px dashed var(--same)}code.paste{display:inline-block;margin-top:.2rem;user-select:all}
.many .scroll{columns:13rem;column-gap:1.5rem}.many caption{column-span:all}
.value{white-space:pre-wrap}
details{margin:.5rem 0;border:1px solid var(--line);border-radius:8px}
details+details{margin-top:-.3rem}
summary{cursor:pointer;padding:.5rem .8rem;border-radius:8px;min-height:44px;overflow-wrap:anywhere}
summary:hover{background:var(--sunk)}
.fold{padding:0 .8rem .6rem}
@media (max-width:700px){
table.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table.cards,table.cards tbody,table.cards tr,table.cards th,table.cards td,table.cards caption{display:block;width:100%}
table.cards tr{border-bottom:2px solid var(--line);padding:.4rem 0}
table.cards tbody th{font-weight:600;border:0;padding:.2rem 0;text-align:left;white-space:normal}
table.cards td{border:0;padding:.15rem 0 .15rem 7.7rem;text-align:left;position:relative;min-height:1.8em;white-space:normal}
table.cards td::before{content:attr(data-label);color:var(--muted);font-size:.8rem;position:absolute;left:0;width:7.2rem}
}
`;

const CHARTS = `
figure{margin:.5rem 0}
svg text{fill:var(--text);font-size:12.5px}
.f-good{fill:var(--good)}.f-change{fill:var(--change)}.f-same{fill:var(--same)}.f-bad{fill:var(--bad)}.f-left{fill:var(--left)}.f-again{fill:var(--again)}.f-gone{fill:var(--gone)}
.grain{stroke:var(--grain);stroke-width:1.3;fill:none;opacity:.55}.dot{fill:var(--grain);opacity:.7}
.track{fill:var(--sunk)}.seg{stroke:var(--card);stroke-width:1.5}
.legend{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;font-size:.875rem;margin-top:.35rem}
.key{white-space:nowrap}.swatch{vertical-align:-2px;margin-right:.35rem}
.cell{display:block;min-width:3rem;margin-top:.25rem;height:8px}
.axis{stroke:var(--same)}.col{fill:var(--change)}.col:hover{fill:var(--text)}
.sum{stroke:var(--text);stroke-width:1.2}circle.sum{fill:var(--card);stroke-width:2}
.end{font-variant-numeric:tabular-nums}
@media (forced-colors:active){svg{forced-color-adjust:none}}
`;

/** Paper: the light colours, everything open, nothing cut off, links named by numbered sections. */
const PRINT = `
@media print{
:root{${properties(LIGHT)};color-scheme:light}
@page{size:A4;margin:14mm 12mm}
body{display:block;background:none;font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
header,main,footer{padding:0;max-width:none}
nav.contents,.skip{display:none}
.card{border:0;padding:0;margin:1.2rem 0}
h2,h3,h4,summary,caption{break-after:avoid}
figure,.findings li,.verdict,tr,.figures div{break-inside:avoid}
thead{display:table-header-group}
details{border:0}summary{list-style:none;padding:.3rem 0;font-weight:600;min-height:0}
details::details-content{content-visibility:visible!important;block-size:auto!important;opacity:1!important}
.scroll,pre{overflow:visible;max-height:none}
th,td,tbody th{min-width:0;padding:.25rem .35rem}table{font-size:8.5pt}
}
`;

/** The whole style sheet. */
export const STYLES = `:root{${properties(LIGHT)};color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{${properties(DARK)}}}
${BASE}${CONTENTS}${VERDICT}${TABLES}${CHARTS}${PRINT}`;
