"""The faults that scripts/mutations.py makes: each a small replacement of code, and the tests of which one must turn red.

A fault is anchored by a type and a member, and by a piece of code that stands once in it. Files may move, and lines may be broken otherwise.
"""

from typing import NamedTuple


class Fault(NamedTuple):
    """One deliberate fault."""

    id: str
    what: str
    project: str
    anchor: str  # Type.Member, or a type alone where the member is an interface's
    old: str
    new: str
    tests: str
    classes: tuple
    bits: int = 0  # the width of the vectors whose code it is in: 512, 256, or any


def kernel(id, what, anchor, old, new, *classes):
    return Fault(id, what, "NormSharp.Kernels", anchor, old, new, "NormSharp.Kernels.Tests", tuple(f"Normalization.{name}" for name in classes))


def grouped(id, what, anchor, old, new, *classes):
    """A fault of a kernel that the layers' tests see."""
    return kernel(id, what, anchor, old, new)._replace(tests="NormSharp.Tests", classes=classes)


def core(id, what, anchor, old, new, *classes):
    return Fault(id, what, "NormSharp", anchor, old, new, "NormSharp.Tests", classes)


def trained(id, what, project, anchor, old, new, *classes):
    return Fault(id, what, project, anchor, old, new, "NormSharp.Training.Tests", classes)


FAULTS = [
    # Statistics and gradients of the kernels.
    kernel("K1", "moments merge without the distance of their means", "ChanWeights.Merge",
           "m2 += otherM2 + (delta * delta * _m2);", "m2 += otherM2;", "ChannelStatisticsTests"),
    kernel("K2", "a batch is normalised with M2/(n − 1) instead of M2/n", "MomentStep.Finish",
           "(m2[column] / total) + epsilon", "(m2[column] / (total - 1)) + epsilon", "BatchPassesTests", "AgainstReferenceTests"),
    kernel("K3", "ε is added to the deviation, not under the root", "MomentStep.Finish",
           "InverseDeviation.Of((m2[column] / total) + epsilon)", "1 / (Math.Sqrt(m2[column] / total) + epsilon)", "BatchPassesTests", "AgainstReferenceTests"),
    kernel("K4", "dx without the mean of dz", "ChannelCoefficients.SetChannelCorrection",
           "Fill(layout, Offset, channel, (-scale * sumDz / count) - (slope * Remainder(mean)));",
           "Fill(layout, Offset, channel, -(slope * Remainder(mean)));", "AgainstReferenceTests"),
    kernel("K5", "dx without the term of x̂", "ChannelCoefficients.SetChannelCorrection",
           "double slope = -scale * invStd * sumDzXHat / count;", "double slope = 0 * sumDzXHat;", "AgainstReferenceTests"),
    kernel("K6", "the mean is rounded to float32", "ChannelCoefficients.SetChannelAffine",
           "beta - (scale * Remainder(mean))", "beta", "FarFromZeroTests"),
    grouped("K7", "dx through a group without the mean", "ChannelCoefficients.SetGroupCorrection",
            "(-invStd[c] * sumGammaDz[c] / count) - (slope * Remainder(mean[c]))", "-(slope * Remainder(mean[c]))", "Parity.SampleNormParityTests"),
    kernel("K8", "Σdz·x̂ is taken around the rounded mean", "GradientStep.Finish",
           "second = invStd[column] * (second - (ChannelCoefficients.Remainder(mean[column]) * first));", "second = invStd[column] * second;",
           "FarFromZeroTests", "BatchPassesTests"),
    kernel("K9", "layer normalization with M2/(n − 1)", "NormalizeRows.Body.Execute",
           "(m2 / length) + epsilon", "(m2 / Math.Max(length - 1, 1)) + epsilon", "Rows.NormalizeRowsTests"),
    kernel("K10", "root-mean-square normalization subtracts the mean", "NormalizeRows.Body.Execute",
           "RowMoments.SumOfSquares<TS, TV>(values, length)", "RowMoments.Centered<TS, TV>(values, length).M2", "Rows.NormalizeRowsTests"),
    kernel("K11", "dx of layer normalization without the mean of g", "RowGradientBody.Execute",
           "centered ? sumG : 0", "centered ? 0 * sumG : 0", "Rows.NormalizeRowsTests"),
    kernel("K12", "dγ of layer normalization without x̂", "RowGradientTerm.Step",
           "TS.MultiplyAdd(dz, xHat, lanes.Load(_data.GammaShare + i))", "TS.Add(dz, lanes.Load(_data.GammaShare + i))", "Rows.NormalizeRowsTests"),
    kernel("K13", "local response sums where PyTorch averages", "ResponseBase.ResponseBase",
           "_weight = window.Alpha / window.Size;", "_weight = window.Alpha;", "LocalResponse.LocalResponseTests"),
    kernel("K14", "the gradient's window is not turned around", "LocalResponseGradient.Body.Execute",
           "int.Max(0, c - window.After)", "int.Max(0, c - window.Before)", "LocalResponse.LocalResponseTests"),
    kernel("K15", "a pooled gradient is halved instead of quartered", "PooledGradient.Shares",
           "Vector512.Create(0.25f)", "Vector512.Create(0.5f)", "PooledGradientTests")._replace(bits=512),
    kernel("K16", "in the second pass a pooled gradient's second vector gets the first's averages", "MapBody.PooledPlanes",
           "p1 = pooled.Places(1)", "p1 = pooled.Places(0)", "PooledGradientTests")._replace(bits=512),
    kernel("K17", "vectors of eight are made of the wrong averages", "SpreadGradient.At",
           "Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3)", "Vector256.Create(0, 0, 1, 1, 2, 3, 3, 3)", "PooledGradientTests")._replace(bits=256),
    kernel("K18", "the second row of a window meets the next window's averages", "PooledGradient.WithPlaces",
           "(row / 2 * (nint)(_width / 2))", "((row + 1) / 2 * (nint)(_width / 2))", "PooledGradientTests")._replace(bits=256),
    kernel("K19", "the first pass stays with a channel's first plane of averages", "ReductionBody.SumSegments",
           "rows--, at += stride, source.Next()", "rows--, at += stride", "PooledGradientTests")._replace(bits=256),
    kernel("K20", "the second pass stays with the first plane of averages", "MapBody.AlongPlane",
           "_pooled.From(at / length, 0)", "_pooled.From(0, 0)", "PooledGradientTests")._replace(bits=256),
    kernel("K21", "of four planes read at a time, the last vectors are all the first's", "ReductionBody.SumAbreast",
           "i + (k * apart), TS.Broadcast", "i, TS.Broadcast", "BatchPassesTests"),
    kernel("K22", "planes that four at a time leave over are not summed", "ReductionBody.ReduceAbreast",
           "return grouped;", "return _tiling.Blocks;", "BatchPassesTests"),

    # Batch normalization: running statistics, modes, guards.
    core("B1", "the weights of the old and the new statistic are swapped", "StatisticsArithmetic.Take",
         "((1 - weight) * runningMean[c]) + (weight * mean[c])", "(weight * runningMean[c]) + ((1 - weight) * mean[c])", "Parity.BatchNormParityTests"),
    core("B2", "the population variance is stored", "StatisticsArithmetic.Take",
         "update.StoresPopulationVariance ? count : count > 1 ? count - 1 : double.NaN", "count", "Parity.BatchNormParityTests"),
    core("B3", "StoresPopulationVariance is ignored", "StatisticsArithmetic.Take",
         "update.StoresPopulationVariance ? count : count > 1", "count > 1", "Layers.BatchNormConventionTests"),
    core("B4", "the cumulative average weighs every batch by 0.1", "RunningStatistics.Take",
         "weight.NewStatistic ?? 1.0 / (batches.Value + 1)", "weight.NewStatistic ?? 0.1", "Parity.BatchNormParityTests"),
    core("B5", "frozen statistics are not used in training", "BatchNorm.UsesBatchStatistics",
         "(IsTraining && !FreezesStatistics)", "IsTraining", "Layers.BatchNormTests"),
    core("B6", "gradients flow through constant statistics", "BatchNormalization.Normalize",
         "InvStd = tape.RentStatistics(channels) };", "InvStd = tape.RentStatistics(channels), Count = x.Length / channels };", "Parity.BatchNormParityTests"),
    core("B7", "one value per channel passes in training", "BatchNorm.ThrowIfTooFew",
         "count <= 1))", "count <= 0))", "Layers.BatchNormTests"),
    core("B8", "NaN enters the running statistics", "CpuStatistics.Take",
         "update is { } running && bad < 0", "update is { } running", "Layers.NonFiniteStatisticsTests"),
    core("B9", "dγ of a pooled normalization is dβ", "PooledNormalization.PooledNode.Backward",
         "n.Gamma, sums.DzXHat", "n.Gamma, sums.Dz", "Layers.PoolingFusionTests"),
    core("B10", "pooling is fused where stored statistics are used", "BatchNorm",
         "!IsLazy && UsesBatchStatistics", "!IsLazy", "Layers.PoolingFusionTests"),
    core("B11", "pooling is fused before it is known whether stored statistics are used", "BatchNorm",
         "_mask is null && !IsLazy", "_mask is null", "Layers.PoolingFusionTests"),

    # The family.
    core("G1", "ghost: dx divides by the count of the whole batch", "GhostNormalization.GhostNode.Backward",
         "part.Constants, part.Of(x), part.Of(y), part.Of(dy), sums, part.Of(dx)",
         "part.Constants with { Count = x.Length / channels }, part.Of(x), part.Of(y), part.Of(dy), sums, part.Of(dx)", "Layers.Normalization.GhostBatchNormTests"),
    core("G2", "ghost: dγ of the last sub-batch only", "StatisticsArithmetic.AddRows",
         "+= values[i] / divisor", "= values[i] / divisor", "Layers.Normalization.GhostBatchNormTests"),
    core("G3", "ghost: running statistics of the first sub-batch only", "GhostNormalization.Merged",
         "tape.Backend.Statistics.Merge(whole, part);", "tape.Backend.Statistics.Merge(whole, parts[0]);", "Layers.Normalization.GhostBatchNormTests"),
    core("R1", "renormalization: r upside down", "CpuStatistics.Renormalize",
         "own / deviation", "deviation / own",
         "Layers.Normalization.BatchRenormTests"),
    core("R2", "renormalization: d is not scaled by γ", "RenormCorrection",
         "gamma is null ? D : gamma.On(x) * D", "D", "Layers.Normalization.BatchRenormTests"),
    core("R3", "renormalization: the bounds grow during the plain steps", "BatchRenorm.Progress",
         "(double)(step - Schedule.PlainSteps) / (last", "(double)step / (last", "Layers.Normalization.BatchRenormTests"),
    core("D1", "domains: selecting one changes nothing", "DomainBatchNorm.Domain",
         "State = IsLazy ? BatchNormState.Unknown : _states[value];", "State = IsLazy ? BatchNormState.Unknown : _states[_domains[0]];",
         "Layers.Normalization.DomainBatchNormTests"),
    core("Z1", "frozen batch normalization without γ", "FrozenBatchNorm.Normalized",
         "Weight, Bias, activation", "null, Bias, activation", "Layers.Normalization.FrozenBatchNormTests"),
    core("S1", "synchronized: the backward sums are the rank's own", "ScopedNormalization.ScopedNode.Backward",
         "scope.Reducer.AllReduce(message, MessageMerges.Sum);", "_ = message;", "Layers.Normalization.SyncBatchNormTests"),
    core("S2", "synchronized: the count is that of the last rank", "ScopedStatistics.MergeMoments",
         "folded[0] += next[0];", "folded[0] = next[0];", "Layers.Normalization.SyncBatchNormTests"),
    core("M1", "masked: weights are left out of the gradient through the statistics", "ScopedNormalization.ScopedNode.Weighted",
         "backend.Binary(BinaryOperation.Multiply, through, ScopedStatistics.Spread(backend, scratch, weights, x.Shape), through);", "_ = weights;",
         "Layers.Normalization.MaskedBatchNormTests"),
    core("M2", "masked: positions of two samples run together", "PositionMask.Read",
         "(inner == 1 || i % inner != 0)", "inner >= 1", "Layers.Normalization.MaskedBatchNormTests"),

    # Groups, instances, weights.
    core("I1", "group: γ is left out of the sums of dx", "StatisticsArithmetic.ShareInGroups",
         "total += values[i] * (gamma.IsEmpty ? 1 : gamma[i]);", "total += values[i];", "Parity.SampleNormParityTests"),
    core("I2", "group: every group gets another's mean", "StatisticsArithmetic.Spread",
         "Fill(values[i])", "Fill(values[(i + 1) % values.Length])", "Parity.SampleNormParityTests"),
    core("I3", "instance: variances are summed over the samples", "InstanceNorm.Keep",
         "AddRows(ofSamples.M2, samples, average.M2)", "AddRows(ofSamples.M2, 1, average.M2)", "Parity.InstanceNormParityTests"),
    core("I4", "instance: frozen statistics are not used in training", "InstanceNorm.Normalized",
         "(!IsTraining || FreezesStatistics)", "!IsTraining", "Layers.SampleNormTests"),
    core("W1", "weight normalization: no gradient through the length", "WeightNorm.Compute",
         ".Reshape(outputs, 1) / norms)", ".Reshape(outputs, 1) / norms.Detach())", "Parity.WeightParityTests"),
    core("W2", "weight standardization with the unbiased variance", "WeightStandardization.Compute",
         "centred.Square().Mean([1], keepDim: true)",
         "centred.Square().Sum([1], keepDim: true).Affine(1.0 / ((Source.Length / Source.Shape[0]) - 1), 0)", "Parity.WeightParityTests"),
    core("W3", "spectral normalization: power iteration in evaluation instead of training", "SpectralNorm.OnForward",
         "if (IsTraining)", "if (!IsTraining)", "Parity.WeightParityTests"),

    # Care.
    core("F1", "fold: the bias is not scaled", "FoldedWeights.Then",
         "(line.Scale[o] * (_bias[o] - line.Mean[o])) + line.Shift[o]", "_bias[o] - (line.Scale[o] * line.Mean[o]) + line.Shift[o]",
         "Transforms.FoldExactnessTests"),
    core("F2", "fold: every group reads the first group's channels", "FoldedWeights.After",
         "o / (_outputs / _groups) * channelsPerGroup", "0 * o * channelsPerGroup", "Transforms.FoldExactnessTests"),
    core("F3", "fold: a shift passes a convolution's padding", "FoldTargetSearch.Following",
         "Map.PadsZeros: true } when !line.KeepsZero", "Map.PadsZeros: true } when line.Channels == 0", "Transforms.FoldRefusalTests"),
    core("F4", "fold: another reader of the output is overlooked", "FoldTargetSearch.Preceding",
         "GraphNode reader = node;\n        while (true)\n        {\n            if (value.Uses > 1)",
         "GraphNode reader = node;\n        while (true)\n        {\n            if (value.Uses > 9)", "Transforms.FoldRefusalTests"),
    core("F5", "fold: ε is added to the deviation, not under the root", "ChannelAffine.FromStatistics",
         "Math.Sqrt(variances[c] + epsilon)", "(Math.Sqrt(variances[c]) + epsilon)", "Transforms.FoldExactnessTests"),
    core("A1", "absorb: the bias is added to the running mean", "BiasAbsorption.Subtract",
         "mean[c] -= bias.AsSpan()[c];", "mean[c] += bias.AsSpan()[c];", "Transforms.BiasAbsorptionTests"),
    trained("C1", "recalibration: pooled batches count the same, whatever their size", "NormSharp", "RecalibrationPool.Store",
            "_method == RecalibrationMethod.Pooled && _samples == 0", "_method == RecalibrationMethod.Momentum && _samples == 0",
            "Recalibration.BatchNormRecalibrationTests"),
    trained("C2", "recalibration: the equal-weight average forgets the first batches", "NormSharp", "RecalibrationPool.WeightOfNext",
            "? given : 1.0 / _batches", "? given : 0.5", "Recalibration.BatchNormRecalibrationTests"),
    trained("C3", "recalibration: samples of instance normalization count by batch", "NormSharp", "RecalibrationPool.Add",
            "(double)samples / _samples : next", "next : next", "Recalibration.InstanceNormRecalibrationTests"),
    trained("C4", "recalibration: dropout stays on", "NormSharp.Training", "BatchNormRecalibration.RunShare",
            "(long count, int batches) = Pass(model,", "model.Train();\n            (long count, int batches) = Pass(model,",
            "Recalibration.BatchNormRecalibrationTests"),
    trained("E1", "weight averaging: the exponential average begins at zero", "NormSharp.Training", "WeightAverage.AfterStep",
            "Add((1 - _options.Decay) / (1 - Math.Pow(_options.Decay, Count)));", "Add(1 - _options.Decay);", "Averaging.AveragingTests"),
]
