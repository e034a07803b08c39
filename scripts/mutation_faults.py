"""The faults that scripts/mutations.py makes: each a small replacement of text, and the tests of which one must turn red."""

from typing import NamedTuple


class Fault(NamedTuple):
    """One deliberate fault."""

    id: str
    what: str
    project: str
    file: str
    old: str
    new: str
    tests: str
    classes: tuple
    bits: int = 0  # the width of the vectors whose code it is in: 512, 256, or any


def kernel(id, what, file, old, new, *classes):
    return Fault(id, what, "NormSharp.Kernels", f"src/NormSharp.Kernels/Normalization/{file}", old, new, "NormSharp.Kernels.Tests",
                 tuple(f"Normalization.{name}" for name in classes))


def grouped(id, what, file, old, new, *classes):
    """A fault of a kernel that the layers' tests see."""
    return kernel(id, what, file, old, new)._replace(tests="NormSharp.Tests", classes=classes)


def core(id, what, file, old, new, *classes):
    return Fault(id, what, "NormSharp", f"src/NormSharp/{file}", old, new, "NormSharp.Tests", classes)


def layer(id, what, file, old, new, *classes):
    return core(id, what, f"Layers/Normalization/{file}", old, new, *classes)


def trained(id, what, project, file, old, new, *classes):
    return Fault(id, what, project, f"src/{project}/{file}", old, new, "NormSharp.Training.Tests", classes)


FAULTS = [
    # Statistics and gradients of the kernels.
    kernel("K1", "moments merge without the distance of their means", "ChanWeights.cs",
           "m2 += otherM2 + (delta * delta * _m2);", "m2 += otherM2;", "ChannelStatisticsTests"),
    kernel("K2", "a batch is normalised with M2/(n − 1) instead of M2/n", "MomentStep.cs",
           "(m2[column] / total) + epsilon", "(m2[column] / (total - 1)) + epsilon", "BatchPassesTests", "AgainstReferenceTests"),
    kernel("K3", "ε is added to the deviation, not under the root", "MomentStep.cs",
           "1 / Math.Sqrt((m2[column] / total) + epsilon)", "1 / (Math.Sqrt(m2[column] / total) + epsilon)", "BatchPassesTests", "AgainstReferenceTests"),
    kernel("K4", "dx without the mean of dz", "ChannelCoefficients.cs",
           "Fill(layout, Offset, channel, (-scale * sumDz / count) - (slope * Remainder(mean)));",
           "Fill(layout, Offset, channel, -(slope * Remainder(mean)));", "AgainstReferenceTests"),
    kernel("K5", "dx without the term of x̂", "ChannelCoefficients.cs",
           "double slope = -scale * invStd * sumDzXHat / count;", "double slope = 0 * sumDzXHat;", "AgainstReferenceTests"),
    kernel("K6", "the mean is rounded to float32", "ChannelCoefficients.cs",
           "beta - (scale * Remainder(mean))", "beta", "FarFromZeroTests"),
    grouped("K7", "dx through a group without the mean", "ChannelCoefficients.cs",
            "(-invStd[c] * sumGammaDz[c] / count) - (slope * Remainder(mean[c]))", "-(slope * Remainder(mean[c]))", "Parity.SampleNormParityTests"),
    kernel("K8", "Σdz·x̂ is taken around the rounded mean", "GradientStep.cs",
           "second = invStd[column] * (second - (ChannelCoefficients.Remainder(mean[column]) * first));", "second = invStd[column] * second;",
           "FarFromZeroTests", "BatchPassesTests"),
    kernel("K9", "layer normalization with M2/(n − 1)", "Rows/NormalizeRows.cs",
           "(m2 / length) + epsilon", "(m2 / Math.Max(length - 1, 1)) + epsilon", "Rows.NormalizeRowsTests"),
    kernel("K10", "root-mean-square normalization subtracts the mean", "Rows/NormalizeRows.cs",
           "RowMoments.SumOfSquares<TS, TV>(values, length)", "RowMoments.Centered<TS, TV>(values, length).M2", "Rows.NormalizeRowsTests"),
    kernel("K11", "dx of layer normalization without the mean of g", "Rows/RowGradientBody.cs",
           "centered ? sumG : 0", "centered ? 0 * sumG : 0", "Rows.NormalizeRowsTests"),
    kernel("K12", "dγ of layer normalization without x̂", "Rows/RowGradientTerm.cs",
           "TS.MultiplyAdd(dz, xHat, lanes.Load(_data.GammaShare + i))", "TS.Add(dz, lanes.Load(_data.GammaShare + i))", "Rows.NormalizeRowsTests"),
    kernel("K13", "local response sums where PyTorch averages", "LocalResponse/ResponseBase.cs",
           "_weight = window.Alpha / window.Size;", "_weight = window.Alpha;", "LocalResponse.LocalResponseTests"),
    kernel("K14", "the gradient's window is not turned around", "LocalResponse/LocalResponseGradient.cs",
           "int.Max(0, c - window.Behind)", "int.Max(0, c - window.Before)", "LocalResponse.LocalResponseTests"),
    kernel("K15", "a pooled gradient is halved instead of quartered", "PooledGradient.cs",
           "Vector512.Create(0.25f)", "Vector512.Create(0.5f)", "PooledGradientTests")._replace(bits=512),
    kernel("K16", "in the second pass a pooled gradient's second vector gets the first's averages", "MapBody.Pooled.cs",
           "second = pooled.Places(1)", "second = pooled.Places(0)", "PooledGradientTests")._replace(bits=512),
    kernel("K17", "vectors of eight are made of the wrong averages", "SpreadGradient.cs",
           "Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3)", "Vector256.Create(0, 0, 1, 1, 2, 3, 3, 3)", "PooledGradientTests")._replace(bits=256),
    kernel("K18", "the second row of a window meets the next window's averages", "PooledGradient.cs",
           "(row / 2 * (nint)(_width / 2))", "((row + 1) / 2 * (nint)(_width / 2))", "PooledGradientTests")._replace(bits=256),
    kernel("K19", "the first pass stays with a channel's first plane of averages", "ReductionBody.cs",
           "rows--, at += stride, source.Next()", "rows--, at += stride", "PooledGradientTests")._replace(bits=256),
    kernel("K20", "the second pass stays with the first plane of averages", "MapBody.cs",
           "_pooled.From(at / length, 0)", "_pooled.From(0, 0)", "PooledGradientTests")._replace(bits=256),
    kernel("K21", "of four planes read at a time, the last vectors are all the first's", "ReductionBody.Abreast.cs",
           "i + (k * apart), TS.Broadcast", "i, TS.Broadcast", "BatchPassesTests"),
    kernel("K22", "planes that four at a time leave over are not summed", "ReductionBody.Abreast.cs",
           "return grouped;", "return _tiling.Blocks;", "BatchPassesTests"),

    # Batch normalization: running statistics, modes, guards.
    layer("B1", "the weights of the old and the new statistic are swapped", "RunningStatistics.cs",
          "((1 - weight) * means[c]) + (weight * moments.Mean[c])", "(weight * means[c]) + ((1 - weight) * moments.Mean[c])", "Parity.BatchNormParityTests"),
    layer("B2", "the population variance is stored", "RunningStatistics.cs",
          "storesPopulationVariance ? moments.PopulationVariance(c) : moments.UnbiasedVariance(c)", "moments.PopulationVariance(c)", "Parity.BatchNormParityTests"),
    layer("B3", "StoresPopulationVariance is ignored", "RunningStatistics.cs",
          "storesPopulationVariance ? moments.PopulationVariance(c) : moments.UnbiasedVariance(c)", "moments.UnbiasedVariance(c)", "Layers.BatchNormConventionTests"),
    layer("B4", "the cumulative average weighs every batch by 0.1", "RunningStatistics.cs",
          "newStatisticWeight ?? 1.0 / batches.Value", "newStatisticWeight ?? 0.1", "Parity.BatchNormParityTests"),
    layer("B5", "frozen statistics are not used in training", "BatchNorm.Fusion.cs",
          "(IsTraining && !FreezesStatistics)", "IsTraining", "Layers.BatchNormTests"),
    core("B6", "gradients flow through constant statistics", "Ops/BatchNormalization.cs",
         "throughStatistics ? moments.Count : 0", "Math.Max(moments.Count, throughStatistics ? 1 : 0)", "Parity.BatchNormParityTests"),
    layer("B7", "one value per channel passes in training", "BatchNorm.cs",
          "moments.Count <= 1))", "moments.Count <= 0))", "Layers.BatchNormTests"),
    layer("B8", "NaN enters the running statistics", "BatchNorm.cs",
          "!moments.AreFinite(out int channel) && (IsTraining || IsRecalibrating)", "!moments.AreFinite(out int channel) && IsRecalibrating", "Layers.BatchNormTests"),
    core("B9", "dγ of a pooled normalization is dβ", "Ops/PooledNormalization.cs",
         "n.Gamma, sumDzXHat.Span", "n.Gamma, sumDz.Span", "Layers.PoolingFusionTests"),
    layer("B10", "pooling is fused where stored statistics are used", "BatchNorm.Fusion.cs",
          "!IsLazy && UsesBatchStatistics", "!IsLazy", "Layers.PoolingFusionTests"),
    layer("B11", "pooling is fused before it is known whether stored statistics are used", "BatchNorm.Fusion.cs",
          "_mask is null && !IsLazy", "_mask is null", "Layers.PoolingFusionTests"),

    # The family.
    core("G1", "ghost: dx divides by the count of the whole batch", "Ops/GhostNormalization.cs",
         "sumDz, sumDzXHat, part.Count, part.Of(dx)", "sumDz, sumDzXHat, x.Length / channels, part.Of(dx)", "Layers.Normalization.GhostBatchNormTests"),
    core("G2", "ghost: dγ of the last sub-batch only", "Ops/GhostNormalization.cs",
         "dGamma[c] += sumDzXHat[c]", "dGamma[c] = sumDzXHat[c]", "Layers.Normalization.GhostBatchNormTests"),
    layer("G3", "ghost: running statistics of the first sub-batch only", "GhostBatchNorm.cs",
          "Array.ForEach(moments, whole.Merge);", "whole.Merge(moments[0]);", "Layers.Normalization.GhostBatchNormTests"),
    core("R1", "renormalization: r upside down", "Ops/RenormCorrection.cs",
         "Math.Sqrt(batch.PopulationVariance(c) + epsilon) / deviation", "deviation / Math.Sqrt(batch.PopulationVariance(c) + epsilon)",
         "Layers.Normalization.BatchRenormTests"),
    core("R2", "renormalization: d is not scaled by γ", "Ops/RenormCorrection.cs",
         "gamma is null ? d : gamma.On(x) * d", "d", "Layers.Normalization.BatchRenormTests"),
    layer("R3", "renormalization: the bounds grow during the plain steps", "BatchRenorm.cs",
          "(double)(step - Schedule.PlainSteps) / (last", "(double)step / (last", "Layers.Normalization.BatchRenormTests"),
    layer("D1", "domains: selecting one changes nothing", "DomainBatchNorm.cs",
          "State = IsLazy ? BatchNormState.Unknown : _states[value];", "State = IsLazy ? BatchNormState.Unknown : _states[_domains[0]];",
          "Layers.Normalization.DomainBatchNormTests"),
    layer("Z1", "frozen batch normalization without γ", "FrozenBatchNorm.cs",
          "Epsilon, Weight, Bias, activation", "Epsilon, null, Bias, activation", "Layers.Normalization.FrozenBatchNormTests"),
    core("S1", "synchronized: the backward sums are the rank's own", "Ops/ScopedNormalization.cs",
         "scope.Reducer?.AllReduce(sums, MessageMerges.Sum);", "_ = scope.Reducer;", "Layers.Normalization.SyncBatchNormTests"),
    core("S2", "synchronized: the count is that of the last rank", "Ops/ScopedStatistics.cs",
         "folded[0] += next[0];", "folded[0] = next[0];", "Layers.Normalization.SyncBatchNormTests"),
    core("M1", "masked: weights are left out of the gradient through the statistics", "Ops/ScopedNormalization.cs",
         "backend.Binary(BinaryOperation.Multiply, through, ScopedStatistics.Spread(backend, scratch, weights, x.Shape), through);", "_ = weights;",
         "Layers.Normalization.MaskedBatchNormTests"),
    core("M2", "masked: positions of two samples run together", "Ops/PositionMask.cs",
         "(inner == 1 || i % inner != 0)", "inner >= 1", "Layers.Normalization.MaskedBatchNormTests"),

    # Groups, instances, weights.
    core("I1", "group: γ is left out of the sums of dx", "Ops/GroupNormalization.cs",
         "total += sums[i] * (gamma is null ? 1 : weights[i % weights.Length]);", "total += sums[i];", "Parity.SampleNormParityTests"),
    core("I2", "group: every group gets another's mean", "Ops/GroupNormalization.cs",
         "mean.Span[i] = moments.Mean[i / perGroup];", "mean.Span[i] = moments.Mean[i % moments.Channels];", "Parity.SampleNormParityTests"),
    core("I3", "instance: variances are summed over the samples", "Ops/ChannelMoments.cs",
         "+= _m2[i] / samples;", "+= _m2[i];", "Parity.InstanceNormParityTests"),
    layer("I4", "instance: frozen statistics are not used in training", "InstanceNorm.cs",
          "(!IsTraining || FreezesStatistics)", "!IsTraining", "Layers.SampleNormTests"),
    core("W1", "weight normalization: no gradient through the length", "Layers/Weights/WeightNorm.cs",
         ".Reshape(outputs, 1) / norms)", ".Reshape(outputs, 1) / norms.Detach())", "Parity.WeightParityTests"),
    core("W2", "weight standardization with the unbiased variance", "Layers/Weights/WeightStandardization.cs",
         "centred.Square().Mean([1], keepDim: true)",
         "centred.Square().Sum([1], keepDim: true).Affine(1.0 / ((Source.Length / Source.Shape[0]) - 1), 0)", "Parity.WeightParityTests"),
    core("W3", "spectral normalization: power iteration in evaluation instead of training", "Layers/Weights/SpectralNorm.cs",
         "if (IsTraining)", "if (!IsTraining)", "Parity.WeightParityTests"),

    # Care.
    core("F1", "fold: the bias is not scaled", "Transforms/FoldedWeights.cs",
         "(line.Scale[o] * (_bias[o] - line.Mean[o])) + line.Shift[o]", "_bias[o] - (line.Scale[o] * line.Mean[o]) + line.Shift[o]",
         "Transforms.FoldExactnessTests"),
    core("F2", "fold: every group reads the first group's channels", "Transforms/FoldedWeights.cs",
         "o / (_outputs / _groups) * channelsPerGroup", "0 * o * channelsPerGroup", "Transforms.FoldExactnessTests"),
    core("F3", "fold: a shift passes a convolution's padding", "Transforms/FoldTargetSearch.cs",
         "Map.PadsZeros: true } when !line.KeepsZero", "Map.PadsZeros: true } when line.Channels == 0", "Transforms.FoldRefusalTests"),
    core("F4", "fold: another reader of the output is overlooked", "Transforms/FoldTargetSearch.cs",
         "GraphNode reader = node;\n        while (true)\n        {\n            if (value.Uses > 1)",
         "GraphNode reader = node;\n        while (true)\n        {\n            if (value.Uses > 9)", "Transforms.FoldRefusalTests"),
    layer("F5", "fold: ε is added to the deviation, not under the root", "ChannelAffine.cs",
          "Math.Sqrt(variance.AsSpan()[c] + epsilon)", "(Math.Sqrt(variance.AsSpan()[c]) + epsilon)", "Transforms.FoldExactnessTests"),
    core("A1", "absorb: the bias is added to the running mean", "Transforms/BiasAbsorption.cs",
         "mean[c] -= bias.AsSpan()[c];", "mean[c] += bias.AsSpan()[c];", "Transforms.BiasAbsorptionTests"),
    trained("C1", "recalibration: pooled batches count the same, whatever their size", "NormSharp", "Layers/Normalization/RecalibrationPool.cs",
            "_method == RecalibrationMethod.Pooled && _samples == 0", "_method == RecalibrationMethod.Momentum && _samples == 0",
            "Recalibration.BatchNormRecalibrationTests"),
    trained("C2", "recalibration: the equal-weight average forgets the first batches", "NormSharp", "Layers/Normalization/RecalibrationPool.cs",
            "? given : 1.0 / _batches", "? given : 0.5", "Recalibration.BatchNormRecalibrationTests"),
    trained("C3", "recalibration: samples of instance normalization count by batch", "NormSharp", "Layers/Normalization/RecalibrationPool.cs",
            "(double)samples / _samples : next", "next : next", "Recalibration.InstanceNormRecalibrationTests"),
    trained("C4", "recalibration: dropout stays on", "NormSharp.Training", "Recalibration/BatchNormRecalibration.cs",
            "(long count, int batches) = Pass(model,", "model.Train();\n            (long count, int batches) = Pass(model,",
            "Recalibration.BatchNormRecalibrationTests"),
    trained("E1", "weight averaging: the exponential average begins at zero", "NormSharp.Training", "Averaging/WeightAverage.cs",
            "Add((1 - _options.Decay) / (1 - Math.Pow(_options.Decay, Count)));", "Add(1 - _options.Decay);", "Averaging.AveragingTests"),
]
