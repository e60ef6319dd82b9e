#include "page/style.h"

#include <stddef.h>

const char *const page_style[] = {
    ":root{color-scheme:light dark;--paper:#faf9f6;--card:#fff;--ink:#1f262d;--soft:#5a6570;--edge:#dedbd3;"
    "--accent:#1f5f99;--tint:#e8f0f7;--good:#1f7a55;--good-tint:#dcefe5;--bad:#b0402a;--bad-tint:#f8e2dc;"
    "--warn:#8a5a00;--warn-tint:#fbf0d6;--s0:#1f5f99;--s1:#b0402a;--s2:#1f7a55;--s3:#8a5a00;--s4:#6b4a9c}\n",
    "@media(prefers-color-scheme:dark){:root{--paper:#13171b;--card:#1b2127;--ink:#e4e8ec;--soft:#9fabb6;"
    "--edge:#323b44;--accent:#83b8e6;--tint:#1c2f41;--good:#74c9a1;--good-tint:#17362a;--bad:#f0937c;"
    "--bad-tint:#43221b;--warn:#e3b75a;--warn-tint:#3b2f14;--s0:#83b8e6;--s1:#f0937c;--s2:#74c9a1;--s3:#e3b75a;"
    "--s4:#b79be0}}\n",
    "*{box-sizing:border-box}\n",
    "html{font:100%/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','PingFang SC','Microsoft YaHei',"
    "'Noto Sans CJK SC','Source Han Sans SC','WenQuanYi Micro Hei',sans-serif;background:var(--paper);"
    "color:var(--ink);-webkit-text-size-adjust:100%}\n",
    "body{margin:0 auto;max-width:62rem;padding:1.5rem 1.25rem 4rem;overflow-wrap:break-word}\n",
    "h1{font-size:1.75rem;line-height:1.2;margin:.2rem 0 .6rem;letter-spacing:-.01em;text-wrap:balance}\n",
    "h2{font-size:1.3rem;line-height:1.3;margin:0 0 .3rem}\n",
    "h3{font-size:1rem;margin:1.4rem 0 .3rem}\n",
    "p{margin:.5rem 0}a{color:var(--accent)}\n",
    ":focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}\n",
    ".skip{position:absolute;left:-99rem}.skip:focus{position:static}\n",
    ".kind{color:var(--soft);font-size:.9rem;margin:0}\n",
    ".lead{font-size:1.15rem;max-width:46rem}\n",
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(12.5rem,1fr));gap:.8rem;margin:1.2rem 0;"
    "padding:0;list-style:none}\n",
    ".tiles li{background:var(--card);border:1px solid var(--edge);border-radius:.6rem;padding:.8rem 1rem}\n",
    ".tiles b{display:block;font-size:1.7rem;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums;"
    "overflow-wrap:anywhere}\n",
    ".tiles span{color:var(--soft);font-size:.88rem;display:block;line-height:1.4}.tiles .what{color:var(--ink)}\n",
    ".tiles .label{display:inline}.tiles b .label{font-size:1.3rem}\n",
    ".todo{background:var(--card);border:1px solid var(--edge);border-left:.35rem solid var(--accent);"
    "border-radius:.6rem;padding:.9rem 1.2rem 1rem;margin:1.2rem 0}\n",
    ".todo ol{margin:.3rem 0 0;padding-left:1.3rem}.todo li{margin:.4rem 0}\n",
    "nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:1rem 0 0;padding:0;font-size:.95rem}\n",
    "section{margin-top:2.2rem;padding-top:1.5rem;border-top:1px solid var(--edge)}\n",
    ".two{display:grid;grid-template-columns:minmax(0,1fr);gap:.4rem 1.8rem;margin-top:.8rem}\n",
    "@media(min-width:48rem){.two{grid-template-columns:minmax(0,27rem) "
    "minmax(0,1fr)}.two.even{grid-template-columns:repeat(2,minmax(0,1fr))}}\n",
    "figure{margin:0}figcaption{color:var(--soft);font-size:.92rem;margin-top:.3rem}\n",
    ".next{background:var(--tint);border-radius:.5rem;padding:.55rem .9rem;margin:.8rem 0}\n",
    ".next.do{background:var(--warn-tint)}.next.must{background:var(--bad-tint)}\n",
    ".next strong{display:block;font-size:.85rem;color:var(--soft);font-weight:600}\n",
    "svg.chart{display:block;width:100%;max-width:27rem;height:auto;background:var(--card);"
    "border:1px solid var(--edge);border-radius:.5rem}\n",
    "svg text{font:11px system-ui,sans-serif;fill:var(--soft)}svg .name{fill:var(--ink)}\n",
    "svg .end{text-anchor:end}svg .mid{text-anchor:middle}\n",
    "svg .grid{stroke:var(--edge);stroke-width:.7}svg .axis{stroke:var(--soft);fill:none}\n",
    "svg .rule{stroke:var(--soft);stroke-dasharray:3 3;fill:none}\n",
    "svg .line{fill:none;stroke:var(--s0);stroke-width:2.2;stroke-linejoin:round}\n",
    "svg .line.s1{stroke:var(--s1);stroke-dasharray:7 3}svg .line.s2{stroke:var(--s2);stroke-dasharray:2 2.5}\n",
    "svg .line.s3{stroke:var(--s3);stroke-dasharray:9 3 2 3}svg .line.s4{stroke:var(--s4);stroke-dasharray:12 4}\n",
    "svg .band{fill:var(--s0);opacity:.16}svg .bar{fill:var(--s0);opacity:.8}\n",
    "svg .mark path{stroke:var(--s0);stroke-width:1.6;opacity:.6}svg .mark circle{fill:var(--s0)}\n",
    "svg .mark.s1 path{stroke:var(--s1)}svg .mark.s1 circle{fill:var(--s1)}svg .mark.s2 circle{fill:var(--s2)}\n",
    ".key{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1rem;padding:0;margin:.4rem 0 0;font-size:.9rem}\n",
    ".key svg{width:1.75rem;height:.5rem;vertical-align:middle}\n",
    ".wide{overflow-x:auto;margin:.8rem 0}\n",
    "table{border-collapse:collapse;font-size:.93rem;font-variant-numeric:tabular-nums}\n",
    "caption{text-align:left;min-width:min(28rem,85vw);color:var(--soft);font-size:.92rem;padding-bottom:.3rem}\n",
    "th,td{padding:.25rem .7rem .25rem 0;text-align:right;vertical-align:top;font-weight:400;white-space:nowrap}\n",
    "thead th{color:var(--soft);font-size:.85rem;border-bottom:1px solid var(--edge);vertical-align:bottom}\n",
    "th "
    "small{display:block;color:var(--soft);font-weight:400}th.text{text-align:left}.about{color:var(--soft);font-size:."
    "92rem;max-width:46rem}\n",
    "tbody th{text-align:left;font-weight:500;white-space:normal;min-width:6rem}thead "
    "th:first-child{text-align:left}\n",
    "td.text{text-align:left;white-space:normal}\n",
    "td.range{min-width:8rem;width:14rem;padding-right:1rem}\n",
    ".range svg{display:block;width:100%;height:1.4rem}.range path{stroke:var(--edge);stroke-width:2}\n",
    ".range .of{stroke:var(--s0);stroke-width:7;opacity:.3}.range circle{fill:var(--s0)}\n",
    ".heat td,.heat th{padding:.3rem .45rem}.heat td{text-align:center;border:1px solid var(--paper);min-width:2.9rem;"
    "background:color-mix(in srgb,var(--bad) calc(var(--v)*75%),var(--card))}\n",
    ".heat td.hit{background:color-mix(in srgb,var(--good) calc(var(--v)*65%),var(--card))}\n",
    ".heat small{display:block;opacity:.85}@media(prefers-color-scheme:dark){.heat td.deep{color:#0d1114}}\n",
    ".heat thead th{text-align:center;white-space:normal;min-width:2.9rem;max-width:7rem}\n",
    ".heat thead th:first-child{text-align:left;min-width:min(7rem,20vw)}\n",
    "details{margin:.7rem 0}summary{cursor:pointer;color:var(--accent);font-size:.93rem;width:fit-content}\n",
    ".errors{list-style:none;padding:0;margin:.6rem 0}\n",
    ".errors li{background:var(--card);border:1px solid var(--edge);border-radius:.5rem;padding:.55rem .9rem;"
    "margin:.5rem 0;break-inside:avoid}\n",
    ".errors .says{font-size:.88rem;color:var(--soft);margin:0}.errors .text{margin:.15rem 0 0;white-space:pre-line;"
    "overflow:hidden;overflow-wrap:anywhere;unicode-bidi:plaintext}\n",
    ".label{font-weight:600;overflow-wrap:anywhere}.says .label{color:var(--ink)}\n",
    ".odd{font:.75em ui-monospace,monospace;background:var(--warn-tint);color:var(--warn);border-radius:.2em;"
    "padding:0 .25em}\n",
    /* Not green and red, which are right and wrong: in an error the words for the prediction speak for what is wrong.
     */
    ".for{background:color-mix(in srgb,var(--s0) calc(var(--w)*45%),transparent);border-bottom:2px solid "
    "var(--s0);border-radius:.15em}\n",
    ".against{background:color-mix(in srgb,var(--s3) calc(var(--w)*45%),transparent);border-bottom:2px dotted "
    "var(--s3);border-radius:.15em}\n",
    "pre{background:var(--card);border:1px solid var(--edge);border-radius:.5rem;padding:.7rem 1rem;"
    "white-space:pre-wrap;overflow-wrap:anywhere;font:.88rem/1.5 ui-monospace,'DejaVu Sans Mono',monospace}\n",
    "footer{margin-top:3rem;color:var(--soft);font-size:.9rem}\n",
    "@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--edge:#ccc;--accent:#1f5f99;--tint:#eef3f8;"
    "--good:#1f7a55;--bad:#b0402a;--warn:#8a5a00;--warn-tint:#fbf0d6;--bad-tint:#f8e2dc;--s0:#1f5f99;--s1:#b0402a;"
    "--s2:#1f7a55;--s3:#8a5a00;--s4:#6b4a9c;color-scheme:light}html{font-size:10pt}"
    "body{max-width:none;padding:0}.skip,nav{display:none}*{print-color-adjust:exact;"
    "-webkit-print-color-adjust:exact}section{break-inside:auto;margin-top:1rem;padding-top:.8rem}"
    "h2,h3,.next{break-after:avoid}.next{break-inside:avoid}figure,tr,.todo,.tiles{break-inside:avoid}.wide{overflow:"
    "visible}"
    "details::details-content{content-visibility:visible;display:block;height:auto}summary{list-style:none;"
    "color:var(--soft)}.two{grid-template-columns:minmax(0,22rem) minmax(0,1fr)}}\n",
    NULL,
};
