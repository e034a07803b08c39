namespace NormSharp.Studies.Reports;

/// <summary>What the marks of the source texts, S1 to S5, stand for.</summary>
public static class SourceTexts
{
    private static readonly Phrase Sentence = new(
        "S1 to S5 are five Chinese-language texts about batch normalization; the number behind the point is that of a claim in the text.",
        "S1 至 S5 是五篇关于批量归一化的中文文本；点号之后的数字是该文本中说法的编号。");

    private static readonly Phrase[] Texts =
    [
        new("the discussion of a book's chapter: LeNet with batch normalization on Fashion-MNIST", "一本书中某章的讨论：在 Fashion-MNIST 上训练带批量归一化的 LeNet"),
        new("LeNet with a batch normalization module written by hand", "使用手写批量归一化模块的 LeNet"),
        new("batch normalization in convolutional networks, and in transfer learning", "卷积网络与迁移学习中的批量归一化"),
        new("the gradients of the batch normalization paper, and what it claims", "批量归一化论文的梯度推导及其主张"),
        new("BatchNorm2d by example", "通过例子讲解 BatchNorm2d"),
    ];

    /// <summary>The sentence that explains the marks.</summary>
    public static string Explanation(Language language) => Sentence.In(language);

    /// <summary>The marks that occur in a source, or all of them, with what they stand for.</summary>
    /// <param name="language">The language.</param>
    /// <param name="source">For example <c>S1.3, S5</c>; null for all texts.</param>
    public static IReadOnlyList<(string Mark, string Meaning)> Legend(Language language, string? source = null) =>
    [
        .. Texts.Select((text, i) => (Mark: $"S{i + 1}", Meaning: text.In(language))).Where(entry => source?.Contains(entry.Mark, StringComparison.Ordinal) ?? true),
    ];
}
