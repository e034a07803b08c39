namespace NormSharp.Fuzz;

/// <summary>Takes out of a failing input what it does not need in order to fail.</summary>
internal static class Minimizer
{
    private const int MostAttempts = 2000;

    /// <summary>A smaller input that fails in the same way; the input itself where none is found.</summary>
    public static byte[] Minimize(FuzzTarget target, string path, byte[] input, string kind, double longestCall)
    {
        int attempts = 0;
        bool FailsAlike(byte[] candidate)
        {
            if (++attempts > MostAttempts)
            {
                return false;
            }

            File.WriteAllBytes(path, candidate);
            return Verdict.Of(target, path, longestCall).Kind == kind;
        }

        byte[] best = input;
        for (int piece = best.Length / 2; piece >= 1 && attempts < MostAttempts; piece /= 2)
        {
            for (int start = 0; start + piece <= best.Length && attempts < MostAttempts;)
            {
                byte[] candidate = [.. best[..start], .. best[(start + piece)..]];
                if (FailsAlike(candidate))
                {
                    best = candidate;
                }
                else
                {
                    start += piece;
                }
            }
        }

        return best;
    }
}
