using Bursar;
using Bursar.Cli;
using Bursar.Cli.CommandLine;
using Bursar.Cli.Rendering;

using var terminal = Terminal.Open(Environment.GetEnvironmentVariable);
using var interrupt = new CancellationTokenSource();
Terminal.OnInterrupt(interrupt.Cancel);
var context = new CommandContext(Environment.GetEnvironmentVariable, terminal, TimeProvider.System, interrupt.Token);
return (int)Runner.Run(CommandTree.Build(context), args, context);
