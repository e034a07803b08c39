using System.Security.Cryptography;
using System.Text;
using NormSharp.Data;

namespace NormSharp.Studies.Running;

/// <summary>Which images a study was run on, so that finished cells are used again only for the same ones.</summary>
internal static class DataIdentity
{
    // Other data of the same name and size differs in its first pictures already.
    private const int Looked = 256;

    /// <summary>A hash of names, sizes and the first pictures of both parts.</summary>
    public static string Of(DataSplit data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ImageSet set in (ImageSet[])[data.Train, data.Test])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(set.ToString()));
            for (int i = 0; i < Math.Min(Looked, set.Count); i++)
            {
                hash.AppendData(set.Image(i));
                hash.AppendData([(byte)set.LabelOf(i)]);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
