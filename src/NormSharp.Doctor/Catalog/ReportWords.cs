namespace NormSharp.Diagnosis.Catalog;

/// <summary>Words around findings that every report has, in its language.</summary>
/// <param name="language">The language.</param>
internal abstract class ReportWords(ReportLanguage language)
{
    public string ByBatch => In("with each batch's own statistics", "用每批自己的统计量");

    public string Folded => In(
        "Nothing to examine: batch normalization is folded, or the network has none.",
        "没有可检查的内容：批量归一化已被折叠，或网络中没有批量归一化。");

    public string NoStatistics => In(
        "Its normalizations keep no running statistics: none can be stale, and there is nothing to recalibrate or to fold.",
        "其归一化层不保存滑动统计量：不会陈旧，也没有可重新校准或折叠的内容。");

    public string NotLookedAt => In("Not looked at: ", "未检查：");

    public string Give => In("Give ", "请提供：");

    public string Channels => In("channels", "个通道");

    /// <summary>Layers that keep no statistics, by their kinds.</summary>
    public string Without(IReadOnlyList<(string TypeName, int Count)> kinds)
    {
        string all = string.Join(", ", kinds.Select(kind => $"{kind.Count} {kind.TypeName}"));
        return In($"{all}, without statistics", $"{all}，不带统计量");
    }

    /// <summary>A text in the language of the report.</summary>
    protected string In(string english, string chinese) => language == ReportLanguage.Chinese ? chinese : english;
}
