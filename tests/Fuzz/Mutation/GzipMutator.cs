namespace NormSharp.Fuzz.Mutation;

/// <summary>Damages bytes; those of a gzip file mostly before they are packed.</summary>
internal static class GzipMutator
{
    public static byte[] Mutate(byte[] input, Random random)
        => input is [0x1F, 0x8B, ..] && random.Next(3) != 0 && Packing.Unpack(input, Packing.Gzip) is { } plain
            ? Packing.Pack(ByteMutator.Mutate(plain, random), Packing.Gzip)
            : ByteMutator.Mutate(input, random);
}
