#pragma warning disable RS0030 // A hook speaks through the console: one event in, one decision out.
using Bursar;
using Bursar.Guard;

if (args is ["--version"])
{
    Console.WriteLine(typeof(HookRunner).Assembly.GetName().Version?.ToString(3));
    return 0;
}

if (args.Length > 0)
{
    Console.Error.WriteLine($"error: bursar-hook takes no argument '{args[0]}': it reads one event of Claude Code from standard input and answers it.");
    return (int)ExitCode.BadInput;
}

// Everything is over in milliseconds; a disk that does not answer must not hold the client up for longer than this. The
// client lets go after 10 s, and then nothing is decided: 32 uncompiled hooks at once on two busy cores took up to 7 s.
var budget = TimeSpan.FromSeconds(8.5);
try
{
    var environment = GuardEnvironment.Of(Environment.GetEnvironmentVariable, TimeProvider.System);

    // The client may be slow to write the event (32 hooks started at once got theirs seconds later); its time is not ours.
    using var input = new MemoryStream();
    using (var stdin = Console.OpenStandardInput())
    {
        stdin.CopyTo(input);
    }

    var received = input.GetBuffer().AsMemory(0, (int)input.Length);
    using var time = new CancellationTokenSource(budget - TimeSpan.FromSeconds(0.5));
    var work = Task.Run(() => HookRunner.Run(received, environment, time.Token));
    var outcome = work.Wait(budget) ? work.Result : HookRunner.OutOfTime(received, environment);
    if (outcome.Error is not null)
    {
        Console.Error.WriteLine(outcome.Error);
    }

    using (var stdout = Console.OpenStandardOutput())
    {
        stdout.Write(outcome.Output);
    }

    return outcome.ExitCode;
}
catch (UserError e)
{
    // Without a home there is no policy that could say otherwise.
    Console.Error.WriteLine($"bursar-hook: {e.Message}");
    Console.WriteLine("{\"systemMessage\":\"Bursar could not check the limits: no home folder is known to it (HOME is not set).\"}");
    return 0;
}
