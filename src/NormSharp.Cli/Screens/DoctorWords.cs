using NormSharp.Diagnosis;
using NormSharp.Diagnosis.Catalog;

namespace NormSharp.Cli.Screens;

/// <summary>The words of the doctor's screen around findings.</summary>
/// <param name="language">The language.</param>
internal sealed class DoctorWords(ReportLanguage language) : ReportWords(language)
{
    public string Model => In("model", "模型");

    public string Layers => In("layers", "层");

    public string Others => In("others", "其他");

    public string Images => In("images", "图像");

    public string Accuracy => In("accuracy", "准确率");

    public string InEvaluation => In(" in evaluation", "（评估时）");

    public string Error => In("error", "错误");

    public string Warning => In("warning", "警告");

    public string Note => In("note", "提示");

    public string Nothing => In("Healthy: nothing was found.", "健康：没有发现任何问题。");

    public string OnlyNotes => In("Healthy: there are notes alone.", "健康：只有提示。");

    public string Ill => In("Not healthy: --fix repairs a copy.", "有问题：--fix 修复副本。");

    public string Stop => In(". ", "。");

    public string NotKept => In("not kept:", "未保留：");

    public string NothingToRepair => In("There is nothing to repair.", "没有可修复的内容。");

    public string Changed => In("of predictions change", "的预测改变");

    public string Saved => In("saved", "已保存");

    /// <summary>The accuracy with the statistics of batches, after the other.</summary>
    public string WithBatches(string accuracy) => In($", {accuracy} {ByBatch}", $"，{accuracy}（{ByBatch}）");

    /// <summary>Something in brackets.</summary>
    public string Aside(string text) => In($" ({text})", $"（{text}）");

    /// <summary>And so many more.</summary>
    public string AndMore(int count) => In($"and {count} more", $"等，另有 {count} 层");
}
