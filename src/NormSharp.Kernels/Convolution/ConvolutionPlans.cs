using NormSharp.Kernels.Convolution.BatchLanes;
using NormSharp.Kernels.Convolution.Common;
using NormSharp.Kernels.Convolution.DirectImages;
using NormSharp.Kernels.Convolution.DirectRows;
using NormSharp.Kernels.Convolution.GemmCol2Im;
using NormSharp.Kernels.Convolution.ImplicitGemm;
using NormSharp.Kernels.Convolution.InnerProducts;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Convolution.PatchesGemm;
using NormSharp.Kernels.Convolution.Polyphase;
using NormSharp.Kernels.Convolution.TapRows;
using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Convolution;

/// <summary>
/// Which algorithm a convolution takes: for each pass the first of its table that pays. <c>docs/kernels/convolution.md</c> says which
/// shape goes where, and why.
/// </summary>
internal sealed class ConvolutionPlans
{
    private static ConvolutionPlans? s_current;

    /// <summary>The tables for a machine.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="forced">What has to be taken wherever it can.</param>
    /// <exception cref="ArgumentException">An algorithm is forced that is in no table.</exception>
    public ConvolutionPlans(MachineDescription machine, ForcedAlgorithms forced)
    {
        var sets = new WorkingSets(machine);
        Forward = new(
            KernelPass.ConvolutionForward,
            forced,
            [
                new WinogradForward(sets),
                new DirectImagesForward(sets),
                new DirectRowsForward(sets),
                new BatchLanesForward(sets),
                new ImplicitGemmForward(sets),
            ]);
        InputGradient = new(
            KernelPass.ConvolutionInputGradient,
            forced,
            [
                new WinogradInputGradient(sets),
                new TapRowsInputGradient(sets),
                new BatchLanesInputGradient(sets),
                new GemmCol2ImInputGradient(),
                new PolyphaseInputGradient(sets),
                new ImplicitGemmInputGradient(sets),
            ]);
        WeightGradient = new(
            KernelPass.ConvolutionWeightGradient,
            forced,
            [
                new WinogradWeightGradient(),
                new DirectImagesWeightGradient(sets),
                new PatchesGemmWeightGradient(sets),
                new BatchLanesWeightGradient(sets),
                new InnerProductsWeightGradient(),
            ]);
    }

    /// <summary>The tables for this machine and what <see cref="ForcedAlgorithms.Variable"/> says.</summary>
    /// <exception cref="ArgumentException">The variable cannot be read, or names an algorithm that is in no table.</exception>
    public static ConvolutionPlans Current => s_current ??= new(MachineDescription.Current, ForcedAlgorithms.FromEnvironment());

    /// <summary>The forward pass.</summary>
    public AlgorithmTable<ConvolutionGeometry, ForwardAlgorithm> Forward { get; }

    /// <summary>The gradient with respect to the input.</summary>
    public AlgorithmTable<ConvolutionGeometry, InputGradientAlgorithm> InputGradient { get; }

    /// <summary>The gradient with respect to the weight, and the bias's with it.</summary>
    public AlgorithmTable<ConvolutionGeometry, WeightGradientAlgorithm> WeightGradient { get; }
}
