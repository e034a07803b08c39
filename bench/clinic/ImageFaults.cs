using NormSharp.Diagnosis.Inputs;
using static NormSharp.Clinic.FaultMaking;

namespace NormSharp.Clinic;

/// <summary>Images of another domain, and images that are given in another way than the model was trained with.</summary>
internal static class ImageFaults
{
    private static string[] Stale => Faults.Stale;

    private static string[] Wrong => Faults.Wrong;

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All => [.. Domains(), .. MixtureFaults.All, .. Inputs()];

    private static IEnumerable<Fault> Domains()
    {
        // Less contrast and less light are another scale and mean of the input as well: either name is right.
        foreach (double contrast in new[] { 0.3, 0.5 })
        {
            yield return Domain(
                "domain: contrast", $"{contrast}", [.. Stale, .. Wrong], set => new ChangedImages(set) { Contrast = contrast });
        }

        foreach (double noise in new[] { 25, 50 })
        {
            yield return Domain("domain: noise", $"{noise} of 255", Stale, set => new ChangedImages(set) { Noise = noise });
        }

        yield return Domain("domain: blur", "3×3", Stale, set => new BlurredImages(set));
        foreach (double light in new[] { 0.5, 0.25 })
        {
            yield return Domain("domain: darker", $"× {light}", [.. Stale, .. Wrong], set => new ChangedImages(set) { Light = light });
        }
    }

    private static IEnumerable<Fault> Inputs()
    {
        yield return Input("input: 0…255", 0, 1f / 255);
        yield return Input("input: −1…1", 0.5f, 0.5f);
        yield return Input("input: 0…1", 0, 1);
        yield return ColourInput("ImageNet's", [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);
        yield return ColourInput("CIFAR-10's", [0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f]);
        yield return ColourInput("ImageNet's, no scale", [0.485f, 0.456f, 0.406f], [1f / 255, 1f / 255, 1f / 255]);
        yield return Arranged("input: BGR", set => set.Shape.Channels == 3 ? new RearrangedImages(set, true, false, false) : null);
        yield return Arranged("input: inverted", set => new RearrangedImages(set, false, true, false));
        yield return Arranged("input: transposed", set => new RearrangedImages(set, false, false, true));
    }
}
