namespace NormSharp.Diagnosis.Data;

/// <summary>The sign test of two classifiers on the same images, McNemar's in its exact form.</summary>
internal static class SignTest
{
    /// <summary>
    /// How likely chance is to make so many gains: where n images are right by one of the two alone, and g of them by the second,
    /// Σ C(n, k)/2ⁿ over k from g to n.
    /// </summary>
    /// <param name="first">Whether the first has each image right.</param>
    /// <param name="second">Whether the second has.</param>
    public static double Chance(IReadOnlyList<bool> first, IReadOnlyList<bool> second)
    {
        int gained = first.Zip(second).Count(pair => !pair.First && pair.Second);
        int all = gained + first.Zip(second).Count(pair => pair.First && !pair.Second);
        double logarithm = -all * Math.Log(2);
        double sum = 0;
        for (int k = all; k >= gained; k--)
        {
            sum += Math.Exp(logarithm);
            logarithm += Math.Log((double)k / (all - k + 1));
        }

        return Math.Min(1, sum);
    }
}
