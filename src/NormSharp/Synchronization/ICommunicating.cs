namespace NormSharp.Synchronization;

/// <summary>A reducer that can do more than reduce.</summary>
internal interface ICommunicating
{
    /// <summary>What else it can do.</summary>
    Communicator Communicator { get; }
}
