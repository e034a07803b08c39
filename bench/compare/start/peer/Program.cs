using System.Globalization;
using Microsoft.ML.OnnxRuntime;

// The same by ONNX Runtime: MODEL.onnx PICTURE MEAN DEVIATION [THREADS]; THREADS 0 is what ONNX Runtime takes by itself.
float mean = float.Parse(args[2], CultureInfo.InvariantCulture);
float deviation = float.Parse(args[3], CultureInfo.InvariantCulture);
using var options = new SessionOptions { IntraOpNumThreads = args.Length > 4 ? int.Parse(args[4], CultureInfo.InvariantCulture) : 0 };
using var session = new InferenceSession(args[0], options);

byte[] picture = File.ReadAllBytes(args[1]);
var pixels = new float[picture.Length];
for (int i = 0; i < pixels.Length; i++)
{
    pixels[i] = ((picture[i] / 255f) - mean) / deviation;
}

using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 1, 28, 28]);
using var run = new RunOptions();
using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
    run, new Dictionary<string, OrtValue> { [session.InputNames[0]] = input }, session.OutputNames);
float[] logits = outputs[0].GetTensorDataAsSpan<float>().ToArray();
int label = Array.IndexOf(logits, logits.Max());
Console.WriteLine(FormattableString.Invariant($"{label} {1 / logits.Sum(logit => MathF.Exp(logit - logits[label])):F3}"));
