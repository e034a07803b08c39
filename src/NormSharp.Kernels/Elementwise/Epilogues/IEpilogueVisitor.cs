namespace NormSharp.Kernels.Elementwise.Epilogues;

/// <summary>A kernel's entry that wants an activation as a type: a struct that holds the arguments and starts the loop.</summary>
internal interface IEpilogueVisitor
{
    void Visit<TEpilogue>(TEpilogue epilogue)
        where TEpilogue : unmanaged, IEpilogue;
}
