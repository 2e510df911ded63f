namespace Bursar.Cli.Dashboards;

/// <summary>How the page looks.</summary>
internal static class HtmlStyle
{
    public const string Css =
        """
        :root{--ink:#1d2733;--quiet:#66717f;--paper:#f6f7f9;--card:#fff;--rule:#e3e7ec;--blue:#2f6fde;--soft:#e6ebf2;--red:#c43d3d;--amber:#b7791f;--green:#237a4b}
        @media(prefers-color-scheme:dark){:root{--ink:#e4e9f0;--quiet:#94a0ae;--paper:#12161c;--card:#1a2029;--rule:#2a323d;--blue:#6c9df2;--soft:#29323f;--red:#ea7a7a;--amber:#dba84f;--green:#63bd8b}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        main{max-width:1120px;margin:0 auto;padding:28px 20px 48px}
        header{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:4px 16px;margin-bottom:18px}
        h1{font-size:24px;line-height:1.2;margin:0}
        h2{font-size:15px;margin:0 0 10px}
        p{margin:6px 0}
        header p,.quiet,small{color:var(--quiet)}
        section{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:16px 18px;margin:0 0 16px;min-width:0}
        section.cards{background:none;border:0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(240px,1fr));gap:16px}
        .card{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:16px 18px}
        .card h2{color:var(--quiet);font-weight:600}
        .card p{margin:2px 0;font-size:14px}
        .card .big{font-size:30px;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums}
        .big span{font-size:15px;font-weight:600}
        .more{color:var(--red)}.less{color:var(--green)}
        .parts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:0 16px;align-items:start}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th{font-weight:600;color:var(--quiet);text-align:left;font-size:12.5px}
        th,td{padding:6px 14px 6px 0;border-bottom:1px solid var(--rule);vertical-align:top}
        th:last-child,td:last-child{padding-right:0}
        tbody tr:last-child td{border-bottom:0}
        tfoot td{border-top:2px solid var(--rule);border-bottom:0;font-weight:650}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .name{overflow-wrap:anywhere;min-width:110px}
        td.bar,th.bar{width:130px;min-width:96px;white-space:nowrap}
        .meter{display:block;width:100%;height:8px;margin:7px 0 2px}
        .meter rect{fill:var(--soft)}.meter .used{fill:var(--blue)}
        .meter.over .used{fill:var(--red)}.meter.near .used{fill:var(--amber)}.meter.fine .used{fill:var(--green)}
        .chart{display:block;width:100%;height:auto;max-height:260px}
        .chart line{stroke:var(--rule)}
        .chart rect{fill:var(--blue)}
        .chart text{fill:var(--quiet);font-size:11px}
        .chart .y{text-anchor:end}.chart .x{text-anchor:middle}
        details{margin-top:8px}summary{cursor:pointer;color:var(--quiet);font-size:14px}
        .doubts{margin:0;padding-left:18px;font-size:14px}
        code{font:13px ui-monospace,"DejaVu Sans Mono",monospace}
        @media(max-width:560px){main{padding:18px 12px 32px}section,.card{padding:13px 14px}.card .big{font-size:26px}.chart text{font-size:17px}.t{display:none}}
        @media print{body{background:#fff}section,.card{break-inside:avoid}}
        """;
}
