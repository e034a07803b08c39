using NormSharp.Interop.Files;

namespace NormSharp.Interop.PyTorch;

/// <summary>
/// How much memory the objects of a pickle may take. One byte of a pickle can make an object of fifty, so that a length alone bounds
/// nothing.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="length">The length of the pickle, which its texts and bytes may take twice.</param>
internal sealed class PickleBudget(string path, long length)
{
    /// <summary>What an object takes, with its place on the stack and in the memo.</summary>
    public const int Object = 48;

    /// <summary>What an element of a list, or half an entry of a dictionary, takes while the list grows.</summary>
    public const int Element = 24;

    private const long Allowance = 96L << 20;

    private long _left = Allowance + (2 * length);

    /// <exception cref="Serialization.ModelFormatException">The pickle has used up what it may take.</exception>
    public void Take(long bytes)
    {
        _left -= bytes;
        if (_left < 0)
        {
            throw Malformed.In(path, "its pickle makes more objects than a model holds; it is damaged or made to mislead");
        }
    }
}
