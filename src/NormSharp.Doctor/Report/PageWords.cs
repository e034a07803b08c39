namespace NormSharp.Diagnosis.Report;

/// <summary>The words of the page around findings.</summary>
internal sealed record PageWords
{
    private static readonly PageWords English = new();

    private static readonly PageWords Chinese = new()
    {
        Title = "医生的检查",
        Empty = "没有可检查的内容：批归一化已被折叠，或网络中没有批归一化。",
        Healthy = "健康：没有发现代价。",
        Ill = "有问题；代价大的在前。",
        Accuracy = "评估模式准确率",
        ByBatch = "用每批自己的统计量",
        Images = "图像数",
        Open = "未检查：",
        Give = "请提供：",
        Repairs = "修复",
        Layers = "各层",
        Shift = "均值偏移 |Δμ|/σ",
        Ratio = "方差之比 |ln(σ² 存储/σ² 图像)|",
        SignedRatio = "ln(σ² 存储/σ² 图像)",
        Dead = "死通道的比例",
        Maps = "每行一层，每格一个通道（多于 128 个时为排序后的分位数）。",
        RightInput = "偏移按上面指出的输入方式测得。",
        Chosen = "选一层看分布",
        Before = "修复前",
        After = "修复后",
        NoNumber = "不是数",
        Given = "各通道的输入",
        Stored = "存储的",
        Seen = "图像的",
        First = "前",
        Channel = "通道",
        ChannelCount = "个通道",
        Mended = "修复后的副本健康。",
        Left = "修复后的副本仍有：",
    };

    public string Title { get; init; } = "Examination";

    public string Empty { get; init; } = "Nothing to examine: batch normalization is folded, or the network has none.";

    public string Healthy { get; init; } = "Healthy: nothing that costs accuracy was found.";

    public string Ill { get; init; } = "Not healthy; costly findings first.";

    public string Accuracy { get; init; } = "Accuracy in evaluation mode";

    public string ByBatch { get; init; } = "with each batch's own statistics";

    public string Images { get; init; } = "images:";

    public string Open { get; init; } = "Not looked at:";

    public string Give { get; init; } = "Give";

    public string Repairs { get; init; } = "Repairs";

    public string Layers { get; init; } = "Layers";

    public string Shift { get; init; } = "drift of means |Δμ|/σ";

    public string Ratio { get; init; } = "ratio of variances |ln(σ² stored/σ² images)|";

    public string SignedRatio { get; init; } = "ln(σ² stored/σ² images)";

    public string Dead { get; init; } = "share of dead channels";

    public string Maps { get; init; } = "A row a layer, a cell a channel (more than 128: quantiles in order).";

    public string RightInput { get; init; } = "Drift is measured with images given as named above.";

    public string Chosen { get; init; } = "Choose a layer for its distributions";

    public string Before { get; init; } = "before";

    public string After { get; init; } = "after the repair";

    public string NoNumber { get; init; } = "no number";

    public string Given { get; init; } = "What each channel is given";

    public string Stored { get; init; } = "stored";

    public string Seen { get; init; } = "of the images";

    public string First { get; init; } = "first";

    public string Channel { get; init; } = "channel";

    public string ChannelCount { get; init; } = "channels";

    public string Mended { get; init; } = "The repaired copy is healthy.";

    public string Left { get; init; } = "The repaired copy still has:";

    /// <summary>The words of a language.</summary>
    public static PageWords In(ReportLanguage language) => language == ReportLanguage.Chinese ? Chinese : English;
}
