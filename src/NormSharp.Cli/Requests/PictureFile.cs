using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Imaging;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>A picture from a file, in the form that a model takes.</summary>
/// <param name="Path">The file.</param>
/// <param name="Planes">Its bytes, channel-first.</param>
/// <param name="IsLightAtBorder">Whether it is brighter than middle gray around its edge.</param>
internal sealed record PictureFile(string Path, byte[] Planes, bool IsLightAtBorder)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="NormSharpException">It does not fit the model.</exception>
    /// <exception cref="DataException">It is missing or damaged.</exception>
    public static PictureFile Read(string path, ModelInput input)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"{path} is a folder; name picture files, for example {System.IO.Path.Combine(path, "*.png")}");
        }

        byte[] planes = PictureInput.Planes(path, PhotoDecoder.Instance.Decode(path, DataFile.ReadAllBytes(path)), input);
        return new PictureFile(path, planes, GroundBrightness.AtEdge(planes, input.Shape.Width, input.Shape.Height) > 127);
    }
}
