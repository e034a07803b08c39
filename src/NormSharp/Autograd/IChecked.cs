namespace NormSharp.Autograd;

/// <summary>A layer whose statistics a backend looks at while it computes.</summary>
internal interface IChecked
{
    /// <summary>What is thrown where a channel's statistics are NaN or infinite.</summary>
    Exception Failure(int channel);
}
