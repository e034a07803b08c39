namespace NormSharp.Interop.Keras.Networks;

/// <summary>What a file means where Keras has had two meanings.</summary>
/// <param name="IsChannelsLast">Whether inputs of planes have their channels last.</param>
/// <param name="HasSequences">Whether it has layers of sequences, so that inputs [N, L, C] are planes of height 1.</param>
/// <param name="IsNew">Whether the file is of Keras 3.</param>
internal sealed record KerasDialect(bool IsChannelsLast, bool HasSequences, bool IsNew);
