using NormSharp.Diagnosis;

namespace NormSharp.Cli.Screens;

/// <summary>The words of the doctor's screen around findings.</summary>
internal sealed record DoctorWords
{
    private static readonly DoctorWords English = new();

    private static readonly DoctorWords Chinese = new()
    {
        Model = "模型",
        Layers = "层",
        Channels = "个通道",
        Images = "图像",
        Accuracy = "准确率",
        InEvaluation = "（评估）",
        ByBatch = "（用每批自己的统计量）",
        Error = "错误",
        Warning = "警告",
        Note = "提示",
        Nothing = "健康：没有发现任何问题。",
        Folded = "没有可检查的内容：批归一化已被折叠，或网络中没有批归一化。",
        OnlyNotes = "健康：只有提示。",
        Ill = "有问题：--fix 修复副本。",
        NotLookedAt = "未检查：",
        Give = "请提供：",
        Stop = "。",
        NotKept = "未保留：",
        NothingToRepair = "没有可修复的内容。",
        Changed = "的预测改变",
        Saved = "已保存",
        MoreBefore = "等，另有 ",
        MoreAfter = " 层",
    };

    public string Model { get; init; } = "model";

    public string Layers { get; init; } = "layers";

    public string Channels { get; init; } = "channels";

    public string Images { get; init; } = "images";

    public string Accuracy { get; init; } = "accuracy";

    public string InEvaluation { get; init; } = "in evaluation";

    public string ByBatch { get; init; } = "with each batch's own statistics";

    public string Error { get; init; } = "error";

    public string Warning { get; init; } = "warning";

    public string Note { get; init; } = "note";

    public string Nothing { get; init; } = "Healthy: nothing was found.";

    public string Folded { get; init; } = "Nothing to examine: batch normalization is folded, or the network has none.";

    public string OnlyNotes { get; init; } = "Healthy: there are notes alone.";

    public string Ill { get; init; } = "Not healthy: --fix repairs a copy.";

    public string NotLookedAt { get; init; } = "Not looked at:";

    public string Give { get; init; } = "Give";

    public string Stop { get; init; } = ".";

    public string NotKept { get; init; } = "not kept:";

    public string NothingToRepair { get; init; } = "There is nothing to repair.";

    public string Changed { get; init; } = "of predictions change";

    public string Saved { get; init; } = "saved";

    private string MoreBefore { get; init; } = "and ";

    private string MoreAfter { get; init; } = " more";

    /// <summary>The words of a language.</summary>
    public static DoctorWords In(ReportLanguage language) => language == ReportLanguage.Chinese ? Chinese : English;

    /// <summary>And so many more.</summary>
    public string AndMore(int count) => $"{MoreBefore}{count}{MoreAfter}";
}
