using NormSharp.Kernels.Elementwise.Epilogues;

namespace NormSharp.Kernels.Elementwise;

/// <summary>Reads what a function's gradient needs.</summary>
internal struct EpilogueNeeds : IEpilogueVisitor
{
    public bool Input { get; private set; }

    public bool Output { get; private set; }

    public void Visit<TEpilogue>(TEpilogue epilogue)
        where TEpilogue : unmanaged, IEpilogue
    {
        Input = TEpilogue.GradientNeedsInput;
        Output = TEpilogue.GradientNeedsOutput;
    }
}
