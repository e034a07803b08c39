namespace NormSharp.Interop.PyTorch;

/// <summary>
/// A stretch of numbers that tensors of a PyTorch file lie in, as the pickle claims it. Where its bytes are, and whether there are as
/// many, the archive around it knows.
/// </summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="ElementType">What its elements are; <see cref="ElementType.UInt8"/> for untyped bytes.</param>
/// <param name="ByteCount">How many bytes it claims.</param>
/// <param name="ByteOffset">Where it begins within the storage of that name: in old files a storage may be part of another.</param>
internal sealed record TorchStorage(string Key, ElementType ElementType, long ByteCount, long ByteOffset);
