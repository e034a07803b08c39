namespace NormSharp.Training;

/// <summary>A new training was given a folder that holds a run already.</summary>
public sealed class RunExistsException : NormSharpException
{
    /// <summary>Says which folder, and what of a run is in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="found">The name of a file or folder of a run that is there.</param>
    public RunExistsException(string folder, string found)
        : base($"{folder}: holds a run already ({found}); resume it, or choose another folder")
        => Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }
}
