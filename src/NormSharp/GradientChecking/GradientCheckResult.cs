namespace NormSharp.GradientChecking;

/// <summary>How far analytic gradients are from numeric ones.</summary>
/// <param name="RelativeError">
/// The largest over all checked tensors of ‖analytic − numeric‖ / max(‖analytic‖, ‖numeric‖, a thousandth of the largest of these norms).
/// </param>
/// <param name="Worst">The tensor it was found at: "input 0", or a parameter's name.</param>
/// <param name="Checked">How many numbers were varied.</param>
public sealed record GradientCheckResult(double RelativeError, string Worst, int Checked)
{
    /// <summary>For example <c>3.1E-09 at conv1.weight (150 numbers varied)</c>.</summary>
    public override string ToString() => $"{RelativeError:0.0E+0} at {Worst} ({Checked} numbers varied)";
}
