using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace NormSharp.Data;

/// <summary>Decodes and prepares pictures, from any thread.</summary>
/// <param name="shape">What every picture becomes.</param>
/// <param name="decoder">What decodes.</param>
internal sealed class PictureReader(ImageShape shape, PictureDecoder decoder)
{
    private readonly PicturePreparation _preparation = new(shape);
    private readonly ConcurrentBag<Resampler> _resamplers = [];

    /// <summary>What every picture becomes.</summary>
    public ImageShape Shape => shape;

    /// <summary>Reads a picture whole.</summary>
    /// <exception cref="DataException">It is damaged or gone.</exception>
    public DecodedPicture Read(SourcePicture file)
    {
        byte[] bytes = file.Bytes();
        Raster raster = Rasters.Of(decoder.Decode(file.Name, bytes), shape.Channels);
        if (!_resamplers.TryTake(out Resampler? resampler))
        {
            resampler = new Resampler();
        }

        if (raster.Shape == shape)
        {
            _resamplers.Add(resampler);
            return new DecodedPicture(raster.Planes, raster, false, SHA256.HashData(bytes));
        }

        byte[] view = GC.AllocateUninitializedArray<byte>(shape.Length);
        _preparation.Prepare(raster, resampler, view);
        Raster source = _preparation.Limited(raster, resampler);
        _resamplers.Add(resampler);
        return new DecodedPicture(view, source, true, SHA256.HashData(bytes));
    }
}
