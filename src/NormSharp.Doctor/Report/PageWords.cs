namespace NormSharp.Diagnosis.Report;

/// <summary>The words of the page around findings.</summary>
internal sealed record PageWords
{
    private static readonly PageWords English = new();

    private static readonly PageWords Chinese = new()
    {
        Title = "医生的检查",
        Healthy = "健康：没有发现代价。",
        Ill = "有问题；代价大的在前。",
        Accuracy = "评估模式准确率",
        ByBatch = "用每批自己的统计量",
        Images = "图像数",
        Open = "未检查：",
        Give = "请提供：",
        Repairs = "修复",
        Layers = "各层",
        Layer = "层",
        Shift = "均值偏移 |Δμ|/σ",
        Ratio = "方差之比 |ln σ²/σ²|",
        Dead = "死通道的比例",
        Channels = "通道（由小到大）",
    };

    public string Title { get; init; } = "Examination";

    public string Healthy { get; init; } = "Healthy: nothing that costs accuracy was found.";

    public string Ill { get; init; } = "Not healthy; costly findings first.";

    public string Accuracy { get; init; } = "Accuracy in evaluation mode";

    public string ByBatch { get; init; } = "with each batch's own statistics";

    public string Images { get; init; } = "images:";

    public string Open { get; init; } = "Not looked at:";

    public string Give { get; init; } = "Give";

    public string Repairs { get; init; } = "Repairs";

    public string Layers { get; init; } = "Layers";

    public string Layer { get; init; } = "layer";

    public string Shift { get; init; } = "drift of means |Δμ|/σ";

    public string Ratio { get; init; } = "ratio of variances |ln σ²/σ²|";

    public string Dead { get; init; } = "share of dead channels";

    public string Channels { get; init; } = "channels, smallest first";

    /// <summary>The words of a language.</summary>
    public static PageWords In(ReportLanguage language) => language == ReportLanguage.Chinese ? Chinese : English;
}
