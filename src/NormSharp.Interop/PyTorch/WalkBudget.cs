using NormSharp.Interop.Files;

namespace NormSharp.Interop.PyTorch;

/// <summary>
/// How many entries may be looked at while tensors are searched. Objects may refer to each other, and a chain of pairs that refer to the
/// same next pair has more paths than there are atoms.
/// </summary>
internal sealed class WalkBudget(string path)
{
    private int _left = 8_000_000;

    /// <exception cref="Serialization.ModelFormatException">More was looked at than a model needs.</exception>
    public void Take(int entries)
    {
        _left -= Math.Min(entries, _left + 1);
        if (_left < 0)
        {
            throw Malformed.In(path, "its objects refer to each other in more ways than a model's; it is damaged or made to mislead");
        }
    }
}
