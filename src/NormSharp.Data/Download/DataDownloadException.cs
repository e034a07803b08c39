namespace NormSharp.Data;

/// <summary>A known data set is not on this machine and could not be downloaded; the message says which files to put where.</summary>
/// <param name="message">One line for a person.</param>
/// <param name="inner">What went wrong below, if anything did.</param>
internal sealed class DataDownloadException(string message, Exception? inner = null) : DataException(message, inner);
