namespace NormSharp.Diagnosis.Report;

/// <summary>The style sheet of the page: light and dark, from 320 pixels of width on.</summary>
internal static class PageStyle
{
    /// <summary>It is all the page needs: no file, font or script from elsewhere.</summary>
    public const string Text = """
        :root{--ink:#1b1f24;--soft:#5b6470;--rule:#d5dae1;--ground:#fff;--card:#f5f7f9;--stored:#b5540a;--seen:#1f6fb2}
        @media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#9aa4b1;--rule:#3a424d;--ground:#14181d;--card:#1d232a;
        --stored:#f0a060;--seen:#6db3ee}}
        *{box-sizing:border-box}
        body{margin:0;color:var(--ink);background:var(--ground);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
        main{max-width:1100px;margin:0 auto;padding:24px 20px 60px}
        h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin-top:1.8em;border-bottom:1px solid var(--rule)}
        h3{font-size:1rem;margin:1.4em 0 .3em}
        code{overflow-wrap:anywhere}a{color:inherit}
        .soft{color:var(--soft)}
        section{border:1px solid var(--rule);border-radius:8px;padding:.6em 1em;margin:.8em 0;overflow-wrap:anywhere}
        section p{margin:.25em 0}
        .error{border-left:5px solid #b3261e}.warning{border-left:5px solid #b26a00}.note{border-left:5px solid #00707a}
        .head{display:flex;flex-wrap:wrap;gap:0 1em;justify-content:space-between}
        .cost{font-weight:600;white-space:nowrap}
        .total{font-size:1.3rem;font-weight:600}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse}td,th{padding:.3em .8em .3em 0;border-bottom:1px solid var(--rule);text-align:left;
        vertical-align:top}
        .key{display:flex;align-items:center;gap:.6em;flex-wrap:wrap;font-size:.85rem;color:var(--soft);margin:.3em 0 .6em}
        .key svg{width:160px;height:12px}
        .map{display:grid;gap:2px 12px;align-items:center;font-size:.85rem}
        .map.one{grid-template-columns:minmax(0,14em) minmax(0,1fr)}
        .map.two{grid-template-columns:minmax(0,14em) minmax(0,1fr) minmax(0,1fr)}
        .map code{line-height:1.2}
        .strip{display:block;width:100%;height:18px;shape-rendering:crispEdges}
        .dead{display:flex;gap:.5em;align-items:center}.dead svg{flex:1;min-width:0}.dead span{min-width:4.5em;text-align:right}
        details{border:1px solid var(--rule);border-radius:8px;padding:.4em .9em;margin:.4em 0}
        summary{cursor:pointer;overflow-wrap:anywhere}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,280px),1fr));gap:1em 1.6em;margin:.8em 0}
        .figures figure.wide{grid-column:1/-1}
        figure{margin:0;min-width:0}figcaption{font-size:.85rem;color:var(--soft)}
        .plot{display:block;width:100%;height:150px;background:var(--card)}
        .bars{display:block;width:100%;height:70px;background:var(--card)}
        .ends{display:flex;justify-content:space-between;font-size:.75rem;color:var(--soft)}
        .stored{fill:var(--stored)}.seen{fill:var(--seen)}
        .dot{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.35em}
        .dot.stored{background:var(--stored)}.dot.seen{background:var(--seen)}
        @media (max-width:640px){main{padding:16px 12px 40px}h1{font-size:1.3rem}
        .map.one,.map.two{grid-template-columns:minmax(0,1fr)}.map.two{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}
        .map code,.map .corner{grid-column:1/-1;margin-top:.35em}}
        """;
}
