using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <summary>The steps of a plan for one size of batch, over one memory.</summary>
/// <param name="Inputs">Where the plan's inputs are put.</param>
/// <param name="Steps">What a run does, in order.</param>
/// <param name="Outputs">Where its outputs are found.</param>
internal sealed record BoundSteps(Tensor[] Inputs, Action[] Steps, Tensor[] Outputs)
{
    /// <summary>How each step is computed.</summary>
    public required IReadOnlyList<StepSetting> Settings { get; init; }

    public void Run()
    {
        foreach (Action step in Steps)
        {
            step();
        }
    }
}
