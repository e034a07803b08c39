using System.Buffers;
using System.Security.Cryptography;
using NormSharp.Serialization;

namespace NormSharp.Data;

/// <summary>Fetches files so that only whole, checked ones ever stand under their final names.</summary>
internal sealed class Downloader(HttpMessageHandler handler)
{
    private const int BufferLength = 1 << 17;

    /// <summary>A server that says nothing for so long is given up.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Fetches a file into a temporary one beside its destination, checks length and sum, and renames it.</summary>
    /// <exception cref="IOException">The connection failed or broke, or the disk could not be written.</exception>
    /// <exception cref="InvalidDataException">What arrived is not the file.</exception>
    public async Task FetchAsync(Uri address, RemoteFile file, string folder, IProgress<DownloadProgress>? progress)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, file.Name);
        TemporaryFile.Sweep(path);
        string? temporary = null;
        try
        {
            using (FileStream target = TemporaryFile.Create(path))
            {
                temporary = target.Name;
                await ReceiveAsync(address, file, target, progress).ConfigureAwait(false);
                target.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            temporary = null;
        }
        finally
        {
            if (temporary is not null)
            {
                TemporaryFile.TryDelete(temporary);
            }
        }
    }

    private async Task ReceiveAsync(Uri address, RemoteFile file, Stream target, IProgress<DownloadProgress>? progress)
    {
        using HttpClient client = new(handler, disposeHandler: false) { Timeout = Patience };
        using CancellationTokenSource silence = new();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead)
                .ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            using Stream source = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            long received = 0;
            while (true)
            {
                silence.CancelAfter(Patience);
                int count = await source.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                received += count;
                if (received > file.Length)
                {
                    throw new InvalidDataException($"the server sends more than the {file.Length} bytes of the file");
                }

                hash.AppendData(buffer, 0, count);
                await target.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
                progress?.Report(new DownloadProgress(file.Name, received, file.Length));
            }

            if (received < file.Length)
            {
                throw new InvalidDataException($"only {received} of {file.Length} bytes arrived");
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            throw new IOException(e is OperationCanceledException ? $"no answer for {Patience.TotalSeconds:0} seconds" : e.Message, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        string sum = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (sum != file.Sha256)
        {
            throw new InvalidDataException($"its SHA-256 sum is {sum}, expected {file.Sha256}");
        }
    }
}
