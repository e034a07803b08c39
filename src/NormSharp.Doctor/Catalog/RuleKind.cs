namespace NormSharp.Diagnosis.Catalog;

/// <summary>What a rule looks at.</summary>
internal enum RuleKind
{
    /// <summary>The options of a training, before its first step.</summary>
    Training,

    /// <summary>The numbers of a model alone.</summary>
    State,

    /// <summary>How the layers are connected.</summary>
    Graph,

    /// <summary>Images.</summary>
    Data,

    /// <summary>The folder of a run.</summary>
    Run,

    /// <summary>A training while it goes on.</summary>
    Live,
}
