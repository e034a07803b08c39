namespace NormSharp.Primitives;

/// <summary>The activation functions that kernels know, alone or fused with the normalization before them.</summary>
public enum ActivationKind
{
    /// <summary>f(z) = z.</summary>
    Identity,

    /// <summary>f(z) = max(z, 0).</summary>
    Relu,

    /// <summary>f(z) = z for z &gt; 0, slope·z elsewhere.</summary>
    LeakyRelu,

    /// <summary>f(z) = 1 / (1 + e^−z).</summary>
    Sigmoid,

    /// <summary>f(z) = tanh z.</summary>
    Tanh,

    /// <summary>f(z) = z·Φ(z) = z/2·(1 + erf(z/√2)), the exact form (Hendrycks and Gimpel 2016).</summary>
    Gelu,

    /// <summary>f(z) = z / (1 + e^−z) (Elfwing et al. 2018).</summary>
    Silu,

    /// <summary>f(z) = z within [lower, upper], the nearer bound elsewhere; Relu6 is [0, 6] (Howard et al. 2017).</summary>
    Clip,

    /// <summary>f(z) = z·min(max(z/6 + 1/2, 0), 1) (Howard et al. 2019).</summary>
    HardSwish,

    /// <summary>f(z) = z for z &gt; 0, slope·(e^z − 1) elsewhere (Clevert et al. 2016).</summary>
    Elu,
}
