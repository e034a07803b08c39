namespace NormSharp.Interop.Keras.Hdf;

/// <summary>How many steps a file may take: as many as it has bytes, so that blocks which refer to each other end.</summary>
/// <param name="length">The bytes of the file.</param>
internal sealed class HdfBudget(long length)
{
    private const int Allowance = 1 << 22;
    private const int CostOfBlock = 8;

    private long _left = Allowance + (2 * length);

    /// <summary>Takes a block, and so many bytes of it.</summary>
    /// <exception cref="InvalidDataException">There were too many.</exception>
    public void Spend(long bytes)
    {
        _left -= CostOfBlock + bytes;
        if (_left < 0)
        {
            throw new InvalidDataException("its blocks refer to each other again and again");
        }
    }
}
