namespace NormSharp.Models;

/// <summary>Which hidden layers of a LeNet are followed by batch normalization.</summary>
public enum BatchNormPlacement
{
    /// <summary>None.</summary>
    None,

    /// <summary>All four.</summary>
    All,

    /// <summary>The two convolutions.</summary>
    First2,

    /// <summary>The two linear layers.</summary>
    Last2,
}
