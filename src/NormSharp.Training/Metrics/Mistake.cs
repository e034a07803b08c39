namespace NormSharp.Training;

/// <summary>An image that was taken for another class than its own.</summary>
/// <param name="Index">Its number in the set.</param>
/// <param name="Label">Its class.</param>
/// <param name="Predicted">The class that it was taken for.</param>
/// <param name="Probability">How probable that seemed, from 0 to 1.</param>
internal readonly record struct Mistake(int Index, int Label, int Predicted, double Probability);
