using NormSharp.Tensors;

namespace NormSharp.Inference.Operations;

/// <summary>What a step of a plan reads or writes: a shape over a buffer, which several values may share.</summary>
internal sealed class PlanValue
{
    /// <summary>A value of its own.</summary>
    /// <param name="shape">Its shape for one sample; the first extent is the batch.</param>
    public PlanValue(Shape shape)
    {
        Shape = shape;
        Buffer = new PlanBuffer(shape.ElementCount);
        Root = this;
    }

    /// <summary>The same numbers in another shape.</summary>
    public PlanValue(Shape shape, PlanValue of)
    {
        Shape = shape;
        Buffer = of.Buffer;
        Root = of.Root;
    }

    public Shape Shape { get; }

    /// <summary>Where it lies.</summary>
    public PlanBuffer Buffer { get; set; }

    /// <summary>The value whose numbers these are.</summary>
    public PlanValue Root { get; }

    /// <summary>The step that computes exactly this; null for the plan's input and for views.</summary>
    public PlanOperation? Producer { get; set; }
}
