using NormSharp.Serialization;

namespace NormSharp.Training.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_newest_whole_checkpoint_is_found_by_number()
    {
        CheckpointStore store = Store(keep: 5);
        Assert.Null(store.Latest());

        foreach (long step in new long[] { 9, 10, 123_456_789 })
        {
            Write(store, step);
        }

        Assert.Equal([9, 10, 123_456_789], store.List().Select(checkpoint => checkpoint.Step));
        Checkpoint latest = store.Latest()!;
        Assert.Equal("model 123456789", File.ReadAllText(latest.ModelPath));
        Assert.Equal("state 123456789", File.ReadAllText(latest.StatePath));
    }

    [Fact]
    public void Only_the_last_ones_are_kept()
    {
        CheckpointStore store = Store(keep: 2);

        for (long step = 0; step < 5; step++)
        {
            Write(store, step);
        }

        Assert.Equal([3, 4], store.List().Select(checkpoint => checkpoint.Step));
        Assert.Equal(2, Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "checkpoints")).Length);
    }

    [Fact]
    public void A_failure_while_writing_leaves_the_checkpoints_before_it()
    {
        const int NoSpace = 28;
        CheckpointStore store = Store(keep: 1);
        Write(store, 1);

        var exception = Assert.Throws<FileWriteException>(() => store.Write(
            2, stream => stream.Write("model"u8), _ => throw new IOException("No space left on device", NoSpace)));

        Assert.Contains("the disk is full", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, store.Latest()!.Step);
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "checkpoints")));
    }

    [Fact]
    public void What_a_killed_process_left_is_ignored_and_removed()
    {
        CheckpointStore store = Store(keep: 2);
        Write(store, 1);
        string unfinished = Path.Combine(_folder.Path, "checkpoints", "step-00000002.tmp");
        Directory.CreateDirectory(unfinished);
        File.WriteAllText(Path.Combine(unfinished, "model.safetensors"), "half");

        Assert.Equal(1, store.Latest()!.Step);
        store.RemoveUnfinished();
        Assert.False(Directory.Exists(unfinished));
        Write(store, 2);
        Assert.Equal(2, store.Latest()!.Step);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("state.safetensors")]
    [InlineData("checkpoint.json")]
    public void Any_damage_is_found_and_named(string name)
    {
        CheckpointStore store = Store(keep: 2);
        Write(store, 1);
        Write(store, 2);
        string path = Path.Combine(store.List()[^1].Path, name);
        byte[] whole = File.ReadAllBytes(path);

        // The manifest ends with a line feed, which it can lose.
        int length = name == "checkpoint.json" ? whole.Length - 1 : whole.Length;
        for (int i = 0; i < length; i++)
        {
            byte[] flipped = (byte[])whole.Clone();
            flipped[i] ^= 1;
            File.WriteAllBytes(path, flipped);
            if (name == "checkpoint.json" && !Refused(store))
            {
                // The step and the spaces of the manifest are of no consequence; its sums are, and the test below changes those.
                continue;
            }

            AssertNamed(store);
            File.WriteAllBytes(path, whole[..i]);
            AssertNamed(store);
        }

        File.Delete(path);
        AssertNamed(store);
        Directory.Delete(store.List()[^1].Path, recursive: true);
        Assert.Equal(1, store.Latest()!.Step);
    }

    [Fact]
    public void A_sum_that_differs_is_found()
    {
        CheckpointStore store = Store(keep: 2);
        Write(store, 1);
        string path = Path.Combine(store.List()[^1].Path, "checkpoint.json");
        string manifest = File.ReadAllText(path);
        int start = manifest.IndexOf("model.safetensors", StringComparison.Ordinal) + "model.safetensors\": \"".Length;

        for (int i = start; i < start + 64; i++)
        {
            File.WriteAllText(path, manifest[..i] + (manifest[i] == '0' ? '1' : '0') + manifest[(i + 1)..]);
            AssertNamed(store);
        }
    }

    private static bool Refused(CheckpointStore store)
    {
        try
        {
            store.Latest();
            return false;
        }
        catch (ModelFormatException)
        {
            return true;
        }
    }

    private static void AssertNamed(CheckpointStore store)
    {
        string message = Assert.Throws<ModelFormatException>(store.Latest).Message;
        Assert.StartsWith(store.List()[^1].Path, message, StringComparison.Ordinal);
        Assert.Contains("delete the folder", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static void Write(CheckpointStore store, long step) => store.Write(
        step,
        stream => stream.Write(System.Text.Encoding.UTF8.GetBytes($"model {step}")),
        stream => stream.Write(System.Text.Encoding.UTF8.GetBytes($"state {step}")));

    private CheckpointStore Store(int keep) => new(_folder.File("checkpoints"), keep);
}
