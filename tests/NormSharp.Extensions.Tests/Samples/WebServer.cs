using System.Diagnostics;

namespace NormSharp.Extensions.Tests.Samples;

/// <summary>samples/WebClassifier on a free port of this machine, until it is disposed of.</summary>
internal sealed class WebServer : IDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;

    private WebServer(Process process, Uri address)
    {
        (_process, Address) = (process, address);

        // Nobody reads what it says from here on; a full pipe would stop it.
        _ = process.StandardOutput.ReadToEndAsync();
    }

    public Uri Address { get; }

    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<WebServer> StartAsync(string folder)
    {
        Process process = SampleProcess.Start("WebClassifier", folder, "--port", "0");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        List<string> lines = [];
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and int at)
            {
                return new WebServer(process, new Uri(line[(at + Listening.Length)..].Trim() + "/"));
            }
        }

        throw new InvalidOperationException($"the server ended: {string.Join('\n', lines)} {await errors}");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
