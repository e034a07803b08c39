using System.IO.Compression;
using NormSharp.Cli.Failures;
using NormSharp.Studies;

namespace NormSharp.Cli.Tests.BadInput;

/// <summary>What images and networks need is judged before they are read or made; both numbers are told.</summary>
[Collection(nameof(ProcessAllocations))]
public sealed class MemoryLimitTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    private const int Side = 1024;

    [Fact]
    public void A_network_of_the_catalogue_is_judged_before_it_is_made()
    {
        // 16 planes of 253×253 to 120 features are 469 MB.
        string data = Large();
        string run = tiny.Fresh("run");
        foreach (string[] command in (string[][])
            [
                ["train", "--data", data, "--out", run, "--batch-size", "1", "--max-memory", "400M"],
                ["train", "--data", data, "--out", run, "--batch-size", "1", "--max-memory", "800M", "--model", "lenet"],
                ["train", "--data", data, "--out", run, "--batch-size", "1", "--max-memory", "1G", "--model", "mlp"],
            ])
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            TestRun.Of(command).Failed(ExitCode.Failed, "of memory", "of state", "is the limit", "--max-memory");
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 100L << 20);
            Assert.False(Directory.Exists(run));
        }
    }

    [Fact]
    public void Images_are_judged_before_they_are_read()
    {
        string data = Large();
        foreach (string[] command in (string[][])
            [
                ["data", data, "--no-sheet"], ["study", "bias", "--quick", "--data", data], ["train", "--data", data],
                ["eval", tiny.Model, "--data", data], ["recalibrate", tiny.Model, "--data", data], ["doctor", tiny.Model, "--data", data],
                ["fold", tiny.Model, "--data", data, "-o", tiny.Fresh("f")],
            ])
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            TestRun.Of([.. command, "--max-memory", "5M"]).Failed(
                ExitCode.Failed, data, "need 6.0 MB of memory", "5.0 MB is the limit", "--max-memory");
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 5L << 20);
        }

        TestRun.Of("data", data, "--no-sheet", "--max-memory", "7M").Succeeded();
        TestRun.Of("data", data, "--no-sheet", "--max-memory", "much").Failed(ExitCode.WrongUsage, "--max-memory is 'much'");
    }

    [Fact]
    public void So_are_arrays_of_an_archive()
    {
        string file = tiny.Fresh("set.npz");
        using (ZipArchive archive = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            foreach ((string name, string shape, int length) in (ReadOnlySpan<(string, string, int)>)
                [("images", "(100, 100, 100)", 1_000_000), ("labels", "(100,)", 100)])
            {
                using Stream entry = archive.CreateEntry($"{name}.npy").Open();
                string header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
                entry.Write([0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. System.Text.Encoding.ASCII.GetBytes(header)]);
                entry.Write(new byte[length]);
            }
        }

        TestRun.Of("data", file, "--no-sheet", "--max-memory", "500K")
            .Failed(ExitCode.Failed, file, "976.9 KB of memory", "500.0 KB is the limit");
    }

    [Fact]
    public void No_study_is_begun_whose_trainings_do_not_fit()
    {
        foreach (string study in StudyCatalog.Names)
        {
            string output = tiny.Fresh("study");
            TestRun.Of("study", study, "--quick", "--data", tiny.Data, "--out", output, "--threads", "2", "--max-memory", "100K")
                .Failed(ExitCode.Failed, $"study {study}", "2 runs side by side", "of memory", "100.0 KB is the limit", "--threads");
            Assert.False(Directory.Exists(output));
        }
    }

    /// <summary>Six images of a megabyte.</summary>
    private string Large()
    {
        string data = tiny.Fresh("large");
        Directory.CreateDirectory(data);
        foreach ((string images, string labels, int count) in (ReadOnlySpan<(string, string, int)>)
            [(TinyData.TrainImages, TinyData.TrainLabels, 4), (TinyData.TestImages, TinyData.TestLabels, 2)])
        {
            TinyData.WriteIdx(Path.Combine(data, images), [count, Side, Side], new byte[count * Side * Side]);
            TinyData.WriteIdx(Path.Combine(data, labels), [count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))]);
        }

        return data;
    }
}
