namespace NormSharp.Studies.Reports;

/// <summary>How pages look: light and dark, on a phone and on paper.</summary>
internal static class PageStyle
{
    // No "greater than" sign may stand here: the page is written as XML, which would escape it.
    public const string Sheet =
        """
        :root{--ink:#1b1f24;--soft:#57606a;--rule:#d8dee4;--ground:#fff;--card:#f6f8fa;--good:#0b6b4b;--bad:#a3370a;--open:#5b5f66;
        --link:#0a5ea8}
        @media (prefers-color-scheme:dark){
        :root{--ink:#e6edf3;--soft:#9da7b1;--rule:#30363d;--ground:#14181d;--card:#1c2229;--good:#4cc79b;--bad:#ff9b63;--open:#a7b0ba;
        --link:#6cb6ff}
        }
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);
        font:16px/1.6 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
        main{max-width:820px;margin:0 auto;padding:28px 18px 60px}
        h1{font-size:1.7rem;line-height:1.25;margin:.1em 0 .3em}
        h2{font-size:1.15rem;margin:2em 0 .5em;padding-bottom:.25em;border-bottom:1px solid var(--rule)}
        .kicker{color:var(--soft);margin:0;font-size:.9rem}.question{font-size:1.15rem;margin:.2em 0 1em}
        .caution{border-left:4px solid #c80;padding:.4em 1em;margin:1em 0}
        .summary{font-size:1.05rem;background:var(--card);border-left:4px solid var(--link);padding:.7em 1em;margin:1em 0}
        .verdict{border:1px solid var(--rule);border-radius:8px;padding:.7em 1em;margin:.7em 0}.verdict p{margin:.25em 0}
        .badge{display:inline-block;font-weight:600;font-size:.85rem;padding:.05em .6em;border-radius:1em;border:1.5px solid currentColor;
        white-space:nowrap}
        .confirmed{color:var(--good)}.refuted{color:var(--bad)}.not_decided{color:var(--open)}
        .rule{color:var(--soft);font-size:.9rem}
        figure{margin:1.4em 0}figure .scroll{border:1px solid var(--rule);border-radius:8px}figure svg{width:100%;height:auto;display:block}
        figcaption{color:var(--soft);font-size:.9rem;margin-top:.5em}
        .scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}
        table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;min-width:100%}
        caption{text-align:left;font-weight:600;padding:.4em 0}
        th,td{padding:.32em .7em;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}
        th:first-child,td:first-child{text-align:left}
        thead th{border-bottom:2px solid var(--soft)}
        pre{background:var(--card);padding:.8em 1em;overflow-x:auto;border-radius:8px;font-size:.85rem}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1em}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
        a{color:var(--link)}details{margin:1em 0}summary{cursor:pointer;color:var(--soft)}
        .card{border:1px solid var(--rule);border-radius:8px;padding:.8em 1em;margin:.8em 0}
        .card h2{border:0;margin:0;padding:0}
        .card p{margin:.3em 0}
        @media (max-width:640px){figure .scroll svg{width:600px}}
        @media (max-width:520px){main{padding:16px 12px 40px}h1{font-size:1.35rem}dl{grid-template-columns:1fr}dt{margin-top:.4em}}
        @media print{
        :root{--ink:#000;--soft:#444;--rule:#bbb;--ground:#fff;--card:#f4f4f4;--good:#0b6b4b;--bad:#a3370a;--open:#444;--link:#000}
        body{font-size:11pt}
        main{max-width:none;padding:0}
        figure,.verdict,tr{break-inside:avoid}
        .scroll{overflow:visible}
        }
        """;
}
