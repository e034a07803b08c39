namespace NormSharp.Charts.Svg;

/// <summary>Colours and line styles: the palette of Okabe and Ito (2008), which people of every colour vision can tell apart.</summary>
internal static class SvgStyle
{
    /// <summary>How many colours there are before they repeat.</summary>
    public const int Colours = 8;

    public const string Sheet =
        ".chart{" + Fonts + ";" + Light + "}\n"
        + "@media (prefers-color-scheme:dark){.chart{" + Dark + "}}\n"
        + "@media print{.chart{" + Paper + "}}\n"
        + ".chart text{fill:var(--ink);font-size:12.5px}"
        + ".chart .soft{fill:var(--soft)}"
        + ".chart .title{font-size:15px;font-weight:600}\n"
        + ".chart .grid{stroke:var(--grid);stroke-width:1}"
        + ".chart .axis{stroke:var(--soft);stroke-width:1}"
        + ".chart .reference{stroke:var(--ink);stroke-width:1.4;stroke-dasharray:2 4}\n"
        + ".chart .line{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}"
        + ".chart .band{opacity:.16;stroke:none}"
        + ".chart .whisker{stroke:var(--ink);stroke-width:1.3}";

    private const string Fonts =
        "font-family:system-ui,-apple-system,\"Segoe UI\",\"Noto Sans\","
        + "\"Noto Sans CJK SC\",\"PingFang SC\",\"Microsoft YaHei\",sans-serif";

    private const string Light =
        "--ink:#1b1f24;--soft:#57606a;--grid:#d8dee4;--ground:#fff;"
        + "--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#cc79a7;--c4:#b58900;--c5:#3aa0d8;--c6:#6e6e6e;--c7:#7a4fbf";

    private const string Dark =
        "--ink:#e6edf3;--soft:#9da7b1;--grid:#30363d;--ground:#14181d;"
        + "--c0:#4aa8e0;--c1:#ff8a3d;--c2:#2fc79a;--c3:#e6a3c8;--c4:#e3b341;--c5:#8fd0f5;--c6:#a8a8a8;--c7:#b794f4";

    private const string Paper =
        "--ink:#000;--soft:#444;--grid:#ccc;--ground:#fff;"
        + "--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#cc79a7;--c4:#b58900;--c5:#3aa0d8;--c6:#6e6e6e;--c7:#7a4fbf";

    /// <summary>The dash pattern of the nth series; solid for the first.</summary>
    public static string Dashes(int series) => (series / Colours) switch { 0 => "none", 1 => "7 4", _ => "2 4" };

    /// <summary>The colour variable of the nth series.</summary>
    public static string Colour(int series) => $"var(--c{series % Colours})";
}
