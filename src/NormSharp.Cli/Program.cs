using NormSharp.Cli;
using NormSharp.Cli.Output;

return Application.RunProcess(args, Terminal.OfProcess());
