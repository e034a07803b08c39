namespace NormSharp.Training;

/// <summary>Which average of the weights is kept beside the weights.</summary>
public enum AveragingKind
{
    /// <summary>An exponential moving average over steps (Polyak and Juditsky 1992; Tarvainen and Valpola 2017).</summary>
    Exponential,

    /// <summary>The plain average of the weights at the ends of epochs: stochastic weight averaging (Izmailov et al. 2018).</summary>
    Stochastic,
}
