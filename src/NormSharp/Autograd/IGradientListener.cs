namespace NormSharp.Autograd;

/// <summary>Hears, in the middle of a backward pass, that a parameter's gradient has grown.</summary>
internal interface IGradientListener
{
    /// <summary>A part of the gradient was added; the last one where the parameter is used no earlier in the forward pass.</summary>
    void OnGradient(Parameter parameter);
}
