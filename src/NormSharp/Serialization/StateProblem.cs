namespace NormSharp.Serialization;

/// <summary>A saved number that no training can leave behind.</summary>
/// <param name="Tensor">The tensor or counter that holds it.</param>
/// <param name="Problem">What was found, as the end of a sentence about the tensor.</param>
internal sealed record StateProblem(string Tensor, string Problem)
{
    public override string ToString() => $"tensor \"{Tensor}\" {Problem}";
}
