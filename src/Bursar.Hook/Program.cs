#pragma warning disable RS0030 // A hook speaks through the console: one event in, one decision out.
using System.Text.Json;
using Bursar;
using Bursar.Guard;
using Bursar.Pricing;

if (args is ["--version"])
{
    Console.WriteLine(typeof(HookEvent).Assembly.GetName().Version?.ToString(3));
    return 0;
}

if (args.Length > 0)
{
    Console.Error.WriteLine($"error: bursar-hook takes no argument '{args[0]}': it reads one event of Claude Code from standard input and keeps the ledger current.");
    return (int)ExitCode.BadInput;
}

try
{
    using var input = new MemoryStream();
    using (var stdin = Console.OpenStandardInput())
    {
        stdin.CopyTo(input);
    }

    Func<string, string?> environment = Environment.GetEnvironmentVariable;
    var paths = BursarPaths.Find(environment, environment("HOME") ?? environment("USERPROFILE"));
    SessionRefresh.Run(HookEvent.Parse(input.GetBuffer().AsSpan(0, (int)input.Length)), paths, PriceSources.Load(paths, environment));
}
catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException)
{
    // The session goes on, and both the log and the user are told that the books may be behind.
    Console.Error.WriteLine($"bursar-hook: {e.Message}");
    Console.WriteLine($"{{\"systemMessage\":\"{JsonEncodedText.Encode($"Bursar could not update its ledger: {e.Message}")}\"}}");
}

return 0;
