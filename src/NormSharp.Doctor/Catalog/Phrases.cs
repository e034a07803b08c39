namespace NormSharp.Diagnosis.Catalog;

/// <summary>What is said beside findings: what could not be looked at, what repairs are called, and why one was not kept.</summary>
internal static class Phrases
{
    public const string AllButNumbers = "ε, momentum, how layers are connected, everything that needs images";
    public const string AllOfImages = "whether the statistics fit images, wrong input, costs";
    public const string TrainingImages = "images like those of the training";
    public const string NeedsImages = "everything that needs images";
    public const string Graph = "how layers are connected";
    public const string SizeOfImages = "the size of the model's images, or images";
    public const string Accuracy = "accuracy";
    public const string Labels = "labels; without them changed predictions stand for costs";
    public const string LabelledImages = "images with labels";
    public const string WrongInput = "wrong input";
    public const string SoundFirstLayers = "a model whose first layers have sound running statistics";
    public const string NoNormalization = "nothing to examine: batch normalization is folded, or the network has none";
    public const string Unfolded = "the model as it was before folding";
    public const string ImagesForIt = "it needs images";
    public const string NotThisModel = "it does not apply to this model";
    public const string NumbersAlone = "the file holds numbers alone, and this is none of them; name the result .safetensors";
    public const string SettingsAlone = "of a Keras file only ε and momentum are changed in place; name the result .safetensors";
    public const string NotInFile = "the file computes or shares numbers that it would change; name the result .safetensors";
    public const string DomainsForIt = "it needs the images of each domain, by its name";
    public const string Unproved = "nothing shows that it helps: it needs images with labels";
    public const string NoNumbers = "its outputs are no numbers";
    public const string ChangesOutputs = "it changes outputs, which it should not";
    public const string Harms = "it harms";
    public const string HelpsNot = "it does not help by more than chance";

    private static readonly Dictionary<string, string> Chinese = new()
    {
        [AllButNumbers] = "ε、动量、各层如何连接，以及一切需要图像的内容",
        [AllOfImages] = "统计量是否符合图像、输入是否有误、代价",
        [TrainingImages] = "与训练图像相似的图像",
        [NeedsImages] = "一切需要图像的内容",
        [Graph] = "各层如何连接",
        [SizeOfImages] = "模型所用图像的大小，或图像",
        [Accuracy] = "准确率",
        [Labels] = "标签；没有标签时以改变的预测代替代价",
        [LabelledImages] = "带标签的图像",
        [WrongInput] = "输入是否有误",
        [SoundFirstLayers] = "前几层的滑动统计量完好的模型",
        [NoNormalization] = "没有可检查的内容：批量归一化已被折叠，或网络中没有批量归一化",
        [Unfolded] = "折叠之前的模型",
        [ImagesForIt] = "它需要图像",
        [NotThisModel] = "它不适用于该模型",
        [NumbersAlone] = "该文件只保存数值，而这不是其中之一；请把结果命名为 .safetensors",
        [SettingsAlone] = "Keras 文件中只能原地修改 ε 和动量；请把结果命名为 .safetensors",
        [NotInFile] = "该文件计算或共享了它要改变的数值；请把结果命名为 .safetensors",
        [Unproved] = "没有证据表明它有帮助：它需要带标签的图像",
        [NoNumbers] = "它的输出不是有效数字",
        [ChangesOutputs] = "它改变了本不应改变的输出",
        [Harms] = "它有害",
        [HelpsNot] = "它的帮助不超出偶然",
        ["correct the input's normalization"] = "改正输入的归一化",
        ["make the layer the identity"] = "把该层变为恒等映射",
        ["set ε to the usual value"] = "把 ε 设为通常的值",
        ["take 1 − momentum as the weight of new statistics"] = "以 1 − 动量 作为新统计量的权重",
        [DomainsForIt] = "它需要按名称给出每个域的图像",
        ["keep statistics for each domain"] = "为每个域保存统计量",
        ["keep running statistics"] = "保留滑动统计量",
        ["recalibrate"] = "重新校准",
        ["absorb the bias into the running mean"] = "把偏置并入滑动均值",
        ["prune dead channels"] = "剪除死通道",
        ["freeze the statistics"] = "冻结统计量",
        ["normalise by sub-batches"] = "按子批归一化",
        ["replace by batch renormalization, and fine-tune"] = "换成批量重归一化并微调",
        ["replace by group normalization, and fine-tune"] = "换成组归一化并微调",
    };

    /// <summary>A phrase in a language; what is no phrase of the house, such as the message of an exception, as it is.</summary>
    public static string In(ReportLanguage language, string phrase)
        => language == ReportLanguage.Chinese ? Chinese.GetValueOrDefault(phrase, phrase) : phrase;
}
