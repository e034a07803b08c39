using NormSharp.Interop.Keras;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.Keras.Hdf;

/// <summary>HDF5 files that h5py wrote: what models have is read, what would reach out of the file or grow in memory is refused.</summary>
public sealed class HdfFilesTests
{
    [Fact]
    public void Packed_chunks_and_large_groups_are_read()
    {
        using KerasFile file = KerasFile.Open(Fixture.File("keras", "packed.h5"));

        Assert.Equal("2.11.0", file.Metadata["keras_version"]);
        Assert.Equal(20, file.Tensors.Count);
        Assert.Equal([40L, 30], file.Tensors[0].Shape);
        Assert.All(file.Tensors, tensor => Assert.Equal(Fixture.Ramp(tensor), tensor.ReadDouble()));
        Assert.All(file.Model!.Layers, layer => Assert.Single(layer.Weights));
    }

    [Fact]
    public void The_newest_headers_are_read()
    {
        using KerasFile file = KerasFile.Open(Fixture.File("keras", "latest.h5"));

        Assert.Equal(Fixture.Ramp(Assert.Single(file.Tensors)), file.Tensors[0].ReadDouble());
    }

    [Theory]
    [InlineData("bomb.h5", "a chunk unpacks to more than its size")]
    [InlineData("external-link.h5", "a link to another file, which is not followed")]
    [InlineData("external-data.h5", "a message of type 7")]
    [InlineData("virtual.h5", "a layout of version 4 and class 3, which is not read")]
    public void What_reaches_out_of_the_file_is_refused(string name, string problem)
    {
        string path = Fixture.File("keras", name);
        long before = GC.GetAllocatedBytesForCurrentThread();

        string message = Assert.Throws<ModelFormatException>(() => KerasFile.Open(path)).Message;

        Assert.StartsWith($"{path}: is no HDF5 file or damaged ({problem}", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }
}
