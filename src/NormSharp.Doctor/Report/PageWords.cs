using NormSharp.Diagnosis.Catalog;

namespace NormSharp.Diagnosis.Report;

/// <summary>The words of the page around findings.</summary>
/// <param name="language">The language.</param>
internal sealed class PageWords(ReportLanguage language) : ReportWords(language)
{
    public string Title => In("Examination", "医生的检查");

    public string Colon => In(": ", "：");

    public string Semicolon => In("; ", "；");

    public string Stop => In(". ", "。");

    public string Healthy => In("Healthy: nothing that costs accuracy was found.", "健康：没有发现代价。");

    public string Ill => In("Not healthy; costly findings first.", "有问题；代价大的在前。");

    public string Accuracy => In("Accuracy in evaluation mode", "评估模式准确率");

    public string Images => In("images: ", "图像数：");

    public string Repairs => In("Repairs", "修复");

    public string Layers => In("Layers", "各层");

    public string Shift => In("drift of means |Δμ|/σ", "均值偏移 |Δμ|/σ");

    public string Ratio => In("ratio of variances |ln(σ² stored/σ² images)|", "方差之比 |ln(存储的 σ² / 图像的 σ²)|");

    public string SignedRatio => In("ln(σ² stored/σ² images)", "ln(存储的 σ² / 图像的 σ²)");

    public string Dead => In("share of dead channels", "死通道的比例");

    public string Maps => In("A row a layer, a cell a channel (more than 128: quantiles in order).", "每行一层，每格一个通道（多于 128 个时为排序后的分位数）。");

    public string RightInput => In("Drift is measured with images given as named above.", "偏移按上面指出的输入方式测得。");

    public string Chosen => In("Choose a layer for its distributions", "选一层看分布");

    public string Before => In("before", "修复前");

    public string After => In("after the repair", "修复后");

    public string NoNumber => In("no number", "不是数");

    public string Given => In("What each channel is given", "各通道的输入");

    public string Stored => In("stored", "存储的");

    public string Seen => In("of the images", "图像的");

    public string First => In("first", "前");

    public string Channel => In("channel", "通道");

    public string Mended => In("The repaired copy is healthy.", "修复后的副本健康。");

    public string Left => In("The repaired copy still has:", "修复后的副本仍有：");
}
