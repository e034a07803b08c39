using System.IO.Compression;
using NormSharp.Interop.Comparison;
using NormSharp.Interop.Onnx.Suites;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.Onnx;

/// <summary>Archives of tests from strangers: refused in one line that names the archive, and nothing of them stays behind.</summary>
public sealed class SuiteArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("normsharp-").FullName;

    private string Archive => Path.Combine(_folder, "tests.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AModelThatIsThereTwiceIsRefused()
    {
        Write(("a/model.onnx", 4), ("a/model.onnx", 4));
        Assert.Contains("holds 'a/model.onnx' twice", Refused());
    }

    [Fact]
    public void ATensorThatIsThereTwiceIsRefused()
    {
        Write(("a/model.onnx", 4), ("a/test_data_set_0/input_0.pb", 4), ("a/test_data_set_0/input_0.pb", 4));
        Assert.Contains("test_data_set_0/input_0.pb stands there twice", Refused());
    }

    [Fact]
    public void WhatIsPackedToFillADiskIsRefused()
    {
        Write(("a/model.onnx", 4), ("a/test_data_set_0/input_0.pb", 257 << 20));
        Assert.Contains("larger than 256 MB and 64 times", Refused());
    }

    [Fact]
    public void ADamagedFileIsRefused()
    {
        Write(("a/model.onnx", 1000));
        byte[] bytes = File.ReadAllBytes(Archive);
        bytes.AsSpan(30 + "a/model.onnx".Length, 4).Fill(0xFF);
        File.WriteAllBytes(Archive, bytes);
        Assert.Contains("files of 'a/' that cannot be unpacked", Refused());
    }

    [Fact]
    public void WhatIsNoArchiveIsRefused()
    {
        File.WriteAllBytes(Archive, new byte[100]);
        Assert.Contains("is no zip archive of tests, or damaged", Refused());
    }

    [Fact]
    public void NothingIsWrittenOutsideOfTheFolder()
    {
        Write(("a/model.onnx", 4), ("a/../b.pb", 4), ("a/test_data_set_0/../../c.pb", 4), ("a/test_data_set_0/d.txt", 4));
        Assert.Equal(OnnxOutcome.Failed, Assert.Single(OnnxSuite.Run(Archive, Tolerance.Standard)).Outcome);
        Assert.Equal([Archive], Directory.GetFileSystemEntries(_folder, "*", SearchOption.AllDirectories));
    }

    private string Refused()
    {
        string message = Assert.Throws<ModelFormatException>(() => OnnxSuite.Run(Archive, Tolerance.Standard).ToList()).Message;
        Assert.StartsWith(Archive, message);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private void Write(params (string Name, int Length)[] files)
    {
        using var archive = new ZipArchive(File.Create(Archive), ZipArchiveMode.Create);
        foreach ((string name, int length) in files)
        {
            using Stream entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
            byte[] zeros = new byte[1 << 20];
            for (int left = length; left > 0; left -= zeros.Length)
            {
                entry.Write(zeros.AsSpan(0, Math.Min(left, zeros.Length)));
            }
        }
    }
}
