namespace NormSharp.Cli.Tests;

/// <summary>A data set and a finished run on it, for tests that need a trained model.</summary>
public sealed class TinyRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinyRun()
    {
        Data = TinyData.Write(_folder["tiny"]);
        Run = _folder["run"];
        Training = TestRun.Of([.. Arguments(Data), "--out", Run, "--json"]).Succeeded();
    }

    /// <summary>The folder of the data.</summary>
    public string Data { get; }

    /// <summary>The run's folder.</summary>
    public string Run { get; }

    /// <summary>The final model.</summary>
    public string Model => Path.Combine(Run, "model.safetensors");

    /// <summary>What the training said.</summary>
    internal TestRun Training { get; }

    /// <summary>A path for what a test makes.</summary>
    public string Fresh(string name) => _folder[$"{Guid.NewGuid():N}-{name}"];

    /// <summary>A training of a moment.</summary>
    public static string[] Arguments(string data, int epochs = 3) =>
        ["train", "--model", "lenet-bn", "--data", data, "--epochs", $"{epochs}", "--lr", "1.0", "--batch-size", "16", "--seed", "1",
            "--threads",
            "2"];

    public void Dispose() => _folder.Dispose();
}
