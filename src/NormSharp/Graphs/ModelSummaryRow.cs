using NormSharp.Tensors;

namespace NormSharp.Graphs;

/// <summary>One layer of a <see cref="ModelSummary"/>.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Layer">Its kind and sizes.</param>
/// <param name="Output">The shape of its output.</param>
/// <param name="IsTrainable">Whether it has a parameter that is not frozen.</param>
/// <param name="Parameters">Its numbers that are trained.</param>
/// <param name="ActivationBytes">Memory of its output.</param>
public sealed record ModelSummaryRow(string Name, string Layer, Shape Output, bool IsTrainable, long Parameters, long ActivationBytes);
