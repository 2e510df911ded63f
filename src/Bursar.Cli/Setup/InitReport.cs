using System.Globalization;
using System.Text;
using System.Text.Json;
using Bursar.Cli.Guarding;
using Bursar.Cli.Rendering;
using Bursar.Guard;
using Bursar.Policy;

namespace Bursar.Cli.Setup;

/// <summary>What <c>bursar init</c> found and did, for people and as JSON.</summary>
internal sealed class InitReport(CommandContext context, string path, bool isUninstall, bool isDryRun)
{
    private byte[] _before = [];
    private byte[]? _after;

    public bool IsDryRun { get; } = isDryRun;

    public string? Hook { get; set; }

    public Version? Client { get; set; }

    public SelfTest? SelfTest { get; set; }

    /// <summary>What happens to the status line; null when there is none and none was asked for.</summary>
    public LineAction? Line { get; set; }

    /// <summary>Why no status line was drawn; null when one was, or none was asked for.</summary>
    public string? LineFault { get; set; }

    public bool IsFaulty => SelfTest?.Fault is not null || LineFault is not null;

    public string? Backup { get; set; }

    /// <summary>The settings tell the client to start no hook.</summary>
    public bool AreDisabled { get; set; }

    /// <summary>The MCP server's entry; null where nothing was to be done about it.</summary>
    public McpPlan? Mcp { get; set; }

    public bool HasChanges { get; private set; }

    private IReadOnlyList<(string Event, HookAction Action)> Changes { get; set; } = [];

    private bool IsWritten => HasChanges && !IsDryRun && !IsFaulty;

    public void Plan(byte[]? before, byte[]? after, IReadOnlyList<(string Event, HookAction Action)> changes)
    {
        (_before, _after, Changes) = (before ?? [], after, changes);
        HasChanges = !_before.AsSpan().SequenceEqual(after ?? []) || (before is not null && after is null);
    }

    public void PrintJson() => JsonOutput.Write(context.Terminal, json =>
    {
        json.WriteString("file", path);
        json.WriteBoolean("dryRun", IsDryRun);
        json.WriteBoolean("changed", HasChanges && !IsFaulty);
        json.WriteBoolean("deleted", HasChanges && _after is null);
        json.WriteString("backup", Backup);
        json.WriteString("hook", Hook);
        json.WriteString("client", Client?.ToString());
        json.WriteStartObject("events");
        foreach (var (name, action) in Changes)
        {
            json.WriteString(name, Word(action));
        }

        json.WriteEndObject();
        WriteMcp(json);
        json.WriteString("statusLine", Line is { } line ? Word(line) : null);
        if (SelfTest is null)
        {
            json.WriteNull("selfTest");
            return;
        }

        json.WriteStartObject("selfTest");
        json.WriteBoolean("passed", !IsFaulty);
        json.WriteString("fault", SelfTest.Fault ?? LineFault);
        json.WriteNumber("milliseconds", Math.Round(SelfTest.Time.TotalMilliseconds, 1));
        json.WriteEndObject();
    });

    private void WriteMcp(Utf8JsonWriter json)
    {
        if (Mcp is not { Action: { } action })
        {
            json.WriteNull("mcp");
            return;
        }

        json.WriteStartObject("mcp");
        json.WriteString("file", Mcp.File);
        json.WriteString("action", Mcp.Fault is null ? Word(action) : "none");
        json.WriteString("fault", Mcp.Fault);
        json.WriteEndObject();
    }

    public void Print()
    {
        var output = context.Terminal.Out;
        if (IsFaulty)
        {
            context.Terminal.Error.WriteLine(SelfTest?.Fault is { } fault ? $"error: {Hook} did not refuse a tool over its limit: {fault}." : $"error: {Hook} drew no status line: {LineFault}.");
            context.Terminal.Error.WriteLine($"hint: nothing was written. Install bursar and bursar-hook of the same version (eng/install) and run the command again.");
            return;
        }

        if (SelfTest is not null)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Self-test: {Hook} refused a tool over its limit, in {SelfTest.Time.TotalMilliseconds:0} ms."));
        }

        PrintChanges(output);
        if (Line is LineAction.Other)
        {
            output.WriteLine("Status line: the one that is there stays; `bursar init --statusline --force` puts Bursar's in its place.");
        }

        if (Backup is not null)
        {
            output.WriteLine($"Backup: {Backup}");
        }

        PrintMcp(output);
        if (!isUninstall)
        {
            PrintProtection(output);
        }
    }

    private void PrintMcp(TextWriter output)
    {
        if (Mcp is not { Action: { } action })
        {
            return;
        }

        output.WriteLine(Mcp.Fault is { } fault
            ? $"MCP server: {(action is HookAction.Kept ? "nothing was done" : IsDryRun ? $"would not be {Word(action)}" : $"not {Word(action)}")} in {Mcp.File}: {fault.TrimEnd('.')}."
            : $"MCP server: {(IsDryRun && action is not HookAction.Kept ? "would be " : "")}{Word(action)} in {Mcp.File}{(action is HookAction.Added && Path.GetFileName(Mcp.File) == SettingsPlace.ServersFile ? "; Claude Code asks once whether to start it" : "")}.");
    }

    private void PrintChanges(TextWriter output)
    {
        if (!HasChanges)
        {
            output.WriteLine(isUninstall ? $"{path} holds nothing of Bursar's to take out; nothing to do." : $"{path} has {(Line is LineAction.Kept ? "hooks and status line" : "the hooks")} already; nothing to do.");
            return;
        }

        output.WriteLine(_after is not null ? $"{(IsWritten ? "Wrote" : "Would write")} {path}" : $"{(IsWritten ? "Deleted" : "Would delete")} {path}, which held nothing else.");
        foreach (var group in Changes.GroupBy(change => change.Action))
        {
            output.WriteLine($"  {Word(group.Key) + ":",-10}{string.Join(", ", group.Select(change => change.Event))}");
        }

        if (Line is not (null or LineAction.Other))
        {
            output.WriteLine($"  {Word(Line.Value) + ":",-10}statusLine");
        }

        if (IsDryRun && _after is not null)
        {
            output.WriteLine();
            foreach (var line in LineDiff.Of(Encoding.UTF8.GetString(_before), Encoding.UTF8.GetString(_after)))
            {
                output.WriteLine(line);
            }

            output.WriteLine();
        }
    }

    private void PrintProtection(TextWriter output)
    {
        output.WriteLine(Client is null
            ? "Claude Code: version not known, taken for 2.1.101 or later (--client VERSION says otherwise; older ones refuse events that they do not know)."
            : $"Claude Code: {Client}{(Client < HookedEvents.IgnoresUnknown ? $", which does not know every event; run this again after an update" : "")}.");
        if (IsDryRun)
        {
            return;
        }

        if (AreDisabled)
        {
            output.WriteLine($"Not protected: {path} says disableAllHooks, so Claude Code starts no hook.");
            return;
        }

        output.WriteLine($"Protected: every session that starts from now on. Over a limit, no tool runs, no prompt is sent, and the model is {(HookedEvents.StopsExactly(Client) ? "not called again" : "called again only to be told so (this client has no PostToolBatch: docs/hooks.md)")}.");
        PrintLimits(output);
        if (context.Environment("BURSAR_HOME") is { Length: > 0 })
        {
            // The settings name a program and no environment: the hook has that of the client.
            output.WriteLine($"BURSAR_HOME is set here, so ledger and limits are in {context.Paths.Data}. Start Claude Code with it, too: without it the hooks look in the usual places and find none of them.");
        }
    }

    private void PrintLimits(TextWriter output)
    {
        var policy = PolicyFiles.Read(PolicyFiles.Find(BursarPaths.ManagedPolicyFile, context.Paths.PolicyFile, Directory.GetCurrentDirectory()));
        if (policy.Broken.Count > 0)
        {
            output.WriteLine($"Attention: {policy.Broken[0].Errors[0]} Until that is corrected, every session that it applies to is stopped.");
            return;
        }

        var limits = policy.Files.SelectMany(file => file.Budgets.SelectMany(budget => budget.Limits.Select(limit => $"{budget.NameOf(limit)} {Amount.Text(limit.Kind, limit.Value)}"))).ToList();
        output.WriteLine(limits.Count == 0
            ? "Limits: none yet. Set one: bursar policy set maxSpendUSD=10"
            : $"Limits: {string.Join(", ", limits)}, and what each project adds (`bursar policy show`).");
        if (SpendAdvice.Of(context, policy, Directory.GetCurrentDirectory()) is { } advice)
        {
            output.WriteLine(advice);
        }
    }

    private static string Word(HookAction action) => action switch
    {
        HookAction.Added => "added",
        HookAction.Replaced => "replaced",
        HookAction.Removed => "removed",
        _ => "kept",
    };

    private static string Word(LineAction action) => action switch
    {
        LineAction.Added => "added",
        LineAction.Replaced => "replaced",
        LineAction.Removed => "removed",
        LineAction.Other => "other",
        _ => "kept",
    };
}
