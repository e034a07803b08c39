namespace NormSharp.Data;

/// <summary>A file or folder of data is missing, damaged, or not what its name or header says.</summary>
internal sealed class DataFormatException : DataException
{
    /// <summary>Creates the exception; its message is <c>path: problem</c>.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="problem">What was found and what was expected.</param>
    /// <param name="inner">What went wrong below, if anything did.</param>
    public DataFormatException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner) => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }
}
