namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>A kernel's entry that wants a function of two numbers as a type.</summary>
internal interface IBinaryVisitor
{
    void Visit<TFunction>(TFunction function)
        where TFunction : unmanaged, IBinaryFunction;
}
