namespace NormSharp.Data;

/// <summary>How far the download of one file is.</summary>
/// <param name="FileName">The file.</param>
/// <param name="BytesReceived">Bytes that have arrived.</param>
/// <param name="BytesTotal">Bytes that the file has.</param>
public readonly record struct DownloadProgress(string FileName, long BytesReceived, long BytesTotal);
