using NormSharp.Primitives;

namespace NormSharp.Data;

/// <summary>Data could not be had or used. The message is one line for a person: which file, what was found, what to do.</summary>
public class DataException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line for a person.</param>
    /// <param name="inner">What went wrong below, if anything did.</param>
    public DataException(string message, Exception? inner = null)
        : base(Printable.Line(message), inner)
    {
    }
}
