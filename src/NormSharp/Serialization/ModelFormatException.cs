namespace NormSharp.Serialization;

/// <summary>A model or checkpoint file is not what it claims to be: truncated, corrupt, or of another format.</summary>
public sealed class ModelFormatException : NormSharpException
{
    /// <summary>Says which file is wrong and how.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What was found and what was expected, without a full stop.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public ModelFormatException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {problem}", innerException)
    {
        Path = path;
    }

    /// <summary>The file that is wrong.</summary>
    public string Path { get; }
}
