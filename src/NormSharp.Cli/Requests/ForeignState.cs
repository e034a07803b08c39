using NormSharp.Interop;

namespace NormSharp.Cli.Requests;

/// <summary>Where the numbers of a stranger's file stand in a network.</summary>
/// <param name="Format">What the file is, for people.</param>
/// <param name="Pairs">A parameter, buffer or counter of the network, and the tensor of the file that it was read from.</param>
internal sealed record ForeignState(string Format, IReadOnlyList<(string Target, NamedTensor Source)> Pairs);
