using System.Text;
using Bursar;
using Bursar.Guard;
using Bursar.Hook;
using Bursar.Hook.Resident;

if (args is ["--version"])
{
    Standard.Say(Standard.Output, Encoding.UTF8.GetBytes($"{typeof(HookRunner).Assembly.GetName().Version?.ToString(3)}\n"));
    return 0;
}

if (args is ["--help" or "-h"])
{
    Standard.Say(Standard.Output,
        """
        bursar-hook answers Claude Code; nobody need call it. `bursar init` puts it into Claude Code's settings.

          bursar-hook               read one hook event (JSON) from standard input, print the answer; nothing means: go on
          bursar-hook statusline    read the client's status (JSON) from standard input, print one line
          bursar-hook --version

        Exit code 0, or 2 where a failure stops and cannot be said in JSON. By hand: bursar-hook < event.json

        """u8);
    return 0;
}

if (args is ["statusline"])
{
    return StatusInTime.Run();
}

if (args is [Residence.Verb, var client] && OperatingSystem.IsLinux())
{
    return ResidentProgram.Run(client);
}

if (args is not ([] or [InTime.AsksOverMcp]))
{
    Standard.Say(Standard.Error, Encoding.UTF8.GetBytes($"error: bursar-hook takes no argument '{args[^1]}': it reads one event of Claude Code from standard input and answers it; `bursar-hook statusline` draws a status line.\n"));
    return (int)ExitCode.BadInput;
}

var outcome = InTime.Run(asksOverMcp: args.Length > 0);
if (outcome.Error is not null)
{
    Standard.Say(Standard.Error, Encoding.UTF8.GetBytes(outcome.Error + "\n"));
}

// A denial that nobody can read would let the tool run.
var isHeard = Standard.Say(Standard.Output, outcome.Output);
if (outcome.EndsSession)
{
    BackgroundPrograms.Start();
}

return isHeard || !outcome.Stops ? outcome.ExitCode : StopUnheard();

static int StopUnheard()
{
    Standard.Say(Standard.Error, "bursar-hook: a limit is reached, and the answer could not be written.\n"u8);
    return (int)ExitCode.BadInput;
}
