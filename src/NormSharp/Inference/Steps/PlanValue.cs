using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <summary>What a step of a plan reads or writes: a shape over a buffer, which several values may share, or a constant.</summary>
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

    /// <summary>Numbers that never change and lie outside of the plan's memory.</summary>
    public PlanValue(Tensor constant)
    {
        Shape = constant.Shape;
        Buffer = new PlanBuffer(0);
        Root = this;
        Constant = constant;
    }

    public Shape Shape { get; }

    /// <summary>Its shape for some samples.</summary>
    public Shape ShapeFor(int samples) => samples == 1 ? Shape : Shape.With(0, samples);

    /// <summary>Where it lies.</summary>
    public PlanBuffer Buffer { get; set; }

    /// <summary>The value whose numbers these are.</summary>
    public PlanValue Root { get; }

    /// <summary>The numbers of a constant, else null.</summary>
    public Tensor? Constant { get; }

    /// <summary>The step that computes exactly this; null for the plan's inputs, for constants and for views.</summary>
    public PlanStep? Producer { get; set; }
}
