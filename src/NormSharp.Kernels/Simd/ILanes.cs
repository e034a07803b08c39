namespace NormSharp.Kernels.Simd;

/// <summary>How a step of a loop touches memory: whole vectors, or the first lanes of the last one.</summary>
internal unsafe interface ILanes<TV>
    where TV : struct
{
    /// <summary>How many lanes are in use.</summary>
    int Count { get; }

    TV Load(float* source);

    void Store(TV vector, float* destination);
}
