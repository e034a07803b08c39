namespace NormSharp.Data;

/// <summary>Pictures of a set are damaged, more than may be.</summary>
internal sealed class DamagedPictureException(string message, Exception inner) : DataException(message, inner);
