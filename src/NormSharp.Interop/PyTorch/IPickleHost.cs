namespace NormSharp.Interop.PyTorch;

/// <summary>What the pickle machine may do for the format around it, and nothing else.</summary>
internal interface IPickleHost
{
    /// <summary>The object that lies outside of the pickle under an id.</summary>
    object? Persistent(object? id);

    /// <summary>Computes the result of a function of the allow-list.</summary>
    /// <returns>False for every other function: it is not called.</returns>
    bool TryCall(PickleGlobal function, object?[] arguments, out object? result);
}
