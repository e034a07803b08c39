namespace NormSharp.Training;

/// <summary>The loss of a step is NaN or infinite; the loop turns it into a <see cref="TrainingDivergedException"/>.</summary>
internal sealed class NonFiniteLossException() : NormSharpException("the loss is not finite");
