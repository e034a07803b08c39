namespace NormSharp.Inference.Operations;

/// <summary>A step with its tensors, ready to run without making an object.</summary>
internal abstract class BoundOperation
{
    public abstract void Run();
}
