using NormSharp.Cli;
using NormSharp.Cli.Output;

return Application.Run(args, Terminal.OfProcess());
