namespace NormSharp.Ops;

/// <summary>The padding with which windows of a stride give ⌈input / stride⌉ outputs.</summary>
internal static class SamePadding
{
    /// <summary>max(0, (⌈input / stride⌉ − 1)·stride + dilation·(kernel − 1) + 1 − input), for both sides together.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the padding above 2³¹ − 1.</exception>
    public static int Total(int input, int kernel, int stride, int dilation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(input, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dilation, 1);
        long outputs = (((long)input - 1) / stride) + 1;
        long total = Math.Max(0, ((outputs - 1) * stride) + ((long)dilation * (kernel - 1)) + 1 - input);
        return total <= int.MaxValue
            ? (int)total
            : throw new ArgumentOutOfRangeException(
                nameof(kernel), $"a kernel of {kernel} with dilation {dilation} needs a padding of {total}, more than 2³¹ − 1");
    }
}
