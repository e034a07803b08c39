namespace NormSharp.Interop.PyTorch;

/// <summary>
/// An object of a class that is not known, or the result of a function that is not called: what the pickle says of it, inert. May refer
/// to itself, as Python's objects may.
/// </summary>
internal sealed class PickleRecord(PickleGlobal? origin, object? arguments)
{
    /// <summary>The class or function; null where the pickle made it of something that is none.</summary>
    public PickleGlobal? Origin { get; } = origin;

    /// <summary>What it was called with.</summary>
    public object? Arguments { get; } = arguments;

    /// <summary>What <c>__setstate__</c> would have been given.</summary>
    public object? State { get; set; }

    /// <summary>What was stored in it by key, as in classes that inherit from a dictionary; null where nothing was.</summary>
    public PickleDictionary? Items { get; set; }

    /// <summary>What was appended to it, as in classes that inherit from a list; null where nothing was.</summary>
    public PickleList? Elements { get; set; }
}
