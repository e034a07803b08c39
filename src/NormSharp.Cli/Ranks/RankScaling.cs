namespace NormSharp.Cli.Ranks;

/// <summary>How the learning rate grows with the images of a step.</summary>
internal enum RankScaling
{
    /// <summary>As they do (Goyal et al. 2017, "Accurate, Large Minibatch SGD").</summary>
    Linear,

    /// <summary>As their root, which keeps the noise of a step (Krizhevsky 2014, "One weird trick").</summary>
    SquareRoot,
}
