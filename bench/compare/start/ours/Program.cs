using NormSharp.Training;

// From the start of the process to the first prediction: a saved network, one picture as raw bytes.
var predictor = Predictor.Load(args[0]);
ClassProbability first = predictor.Predict(File.ReadAllBytes(args[1]))[0];
Console.WriteLine($"{first.Class} {first.Probability:F3}");
