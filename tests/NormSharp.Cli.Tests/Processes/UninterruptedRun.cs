namespace NormSharp.Cli.Tests.Processes;

/// <summary>A training that nothing stops, which interrupted ones are compared with.</summary>
public sealed class UninterruptedRun : IDisposable
{
    public const int Epochs = 25;

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<byte[]> _model;

    public UninterruptedRun()
    {
        TinyData.Write(_folder["data"]);
        _model = new Lazy<byte[]>(() =>
        {
            CliProcess.Run(_folder.Path, Arguments(_folder["whole"], Epochs)).Succeeded();
            return File.ReadAllBytes(_folder["whole", "model.safetensors"]);
        });
    }

    /// <summary>Its final model.</summary>
    public byte[] Model => _model.Value;

    public void Dispose() => _folder.Dispose();

    /// <summary>The command line that trains so into another folder.</summary>
    public string[] Arguments(string run, int epochs) =>
    [
        "train", "--data", _folder["data"], "--epochs", $"{epochs}", "--lr", "0.5", "--batch-size", "8", "--threads", "2",
        "--checkpoint-every", "3",
        "--momentum", "0.5", "--dropout", "0.2", "--augment", "shift", "--out", run, "--json", "--quiet",
    ];
}
