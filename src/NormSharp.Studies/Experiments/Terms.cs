namespace NormSharp.Studies.Experiments;

/// <summary>What readers see for the values of a grid's axes; the values themselves are names of cells, and the same in every language.</summary>
internal static class Terms
{
    private static readonly Dictionary<string, string> Chinese = new(StringComparer.Ordinal)
    {
        ["all"] = "全部",
        ["none"] = "无",
        ["first2"] = "前两个",
        ["last2"] = "后两个",
        ["only1"] = "仅第 1 个",
        ["only2"] = "仅第 2 个",
        ["only3"] = "仅第 3 个",
        ["only4"] = "仅第 4 个",
        ["bn"] = "BN",
        ["bn, L2"] = "BN，L2",
        ["bn, L1"] = "BN，L1",
        ["bn, dropout"] = "BN，dropout",
        ["bn, dropout at the end"] = "BN，末尾加 dropout",
        ["dropout before bn"] = "dropout 在 BN 之前",
        ["dropout after bn"] = "dropout 在 BN 之后",
        ["1 and 0"] = "1 与 0",
        ["random"] = "随机",
        ["0 in branches"] = "分支取 0",
        ["cumulative"] = "累积平均",
        ["0.1 from first batch"] = "0.1，从第一批开始",
        ["everywhere"] = "全部",
        ["convolutions"] = "仅卷积层",
        ["before"] = "之前",
        ["after"] = "之后",
        ["logistic regression"] = "逻辑回归",
        ["perceptron"] = "感知机",
        ["raw 0..255"] = "原始 0..255",
        ["raw 0..1"] = "原始 0..1",
        ["standardised"] = "标准化",
        ["standardised per pixel"] = "逐像素标准化",
        ["batch norm"] = "批量归一化",
        ["last layer"] = "仅最后一层",
        ["all layers"] = "所有层",
        ["frozen"] = "冻结",
        ["updated"] = "更新",
        ["recomputed"] = "重新计算",
    };

    /// <summary>The word for a value of an axis; the value itself where it is a number or a name.</summary>
    public static string Term(this Language language, string value) => language.Say(value, Chinese.GetValueOrDefault(value, value));

    /// <summary>The words for several values, separated as the language does.</summary>
    public static string Term(this Language language, string first, string second)
        => language.Term(first) + language.Say(", ", "，") + language.Term(second);
}
