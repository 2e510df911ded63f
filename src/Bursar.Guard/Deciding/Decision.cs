using System.Text.Json;
using Bursar.Ledger;
using Bursar.Ledger.Guarding;
using Bursar.Policy;

namespace Bursar.Guard;

/// <summary>What one event is answered with, and written down as. In a transaction.</summary>
internal sealed class Decision(LedgerStore ledger, GuardEnvironment environment, HookEvent hook, Sentences sentences, EffectivePolicy policy, GuardedSession guarded, long slot)
{
    /// <summary>What the client starts when a call names no type.</summary>
    private const string DefaultAgent = "general-purpose";

    private readonly GuardBook _book = new(ledger);

    public HookAnswer Make(Situation situation) => hook.Name switch
    {
        "PreToolUse" => BeforeTool(situation),
        "PostToolBatch" or "PostToolUse" or "UserPromptSubmit" => Go(situation),
        _ => HookAnswer.Nothing,
    };

    private HookAnswer BeforeTool(Situation situation)
    {
        // A call without an id is a call all the same.
        var call = new GuardedCall(guarded.Session, hook.AgentId, hook.ToolUseId is { Length: > 0 } id ? id : $"unnamed-{Guid.NewGuid():N}", slot);

        // Two installed hooks ask about one call; it is decided once. What it would write is looked at each time.
        if (_book.DecisionAbout(call, environment.Now) is { } before)
        {
            return !before ? new HookAnswer(Verdict.Deny, "Bursar: this call was denied already.")
                : policy.Protects && WriteProtection.Refusal(environment, hook, guarded.Project, policy) is { } again ? Answer(Verdict.Deny, JournalKind.Denial, again)
                : HookAnswer.Nothing;
        }

        var reason = policy.Broken.Count > 0 ? sentences.Broken(policy)
            : situation.Stops(situation.Context).ToList() is { Count: > 0 } stops ? sentences.Stopped(stops)
            : policy.Protects && WriteProtection.Refusal(environment, hook, guarded.Project, policy) is { } refusal ? refusal
            : Started(situation) is { } started && situation.Stops(started).FirstOrDefault() is { } stop ? sentences.NotStarted(stop)
            : null;
        _book.Decided(call, reason is null, situation.Context, environment.Now);

        return reason is null ? HookAnswer.Nothing : Answer(Verdict.Deny, JournalKind.Denial, reason);
    }

    private HookAnswer Go(Situation situation)
    {
        if (policy.Broken.Count > 0)
        {
            return Answer(Verdict.Stop, JournalKind.Stop, sentences.Broken(policy));
        }

        return situation.Stops(situation.Context).ToList() is { Count: > 0 } stops ? Answer(Verdict.Stop, JournalKind.Stop, sentences.Stopped(stops)) : HookAnswer.Nothing;
    }

    private HookAnswer Answer(Verdict verdict, JournalKind kind, string reason)
    {
        Journal.Write(ledger, new JournalEntry(environment.Now, kind, guarded.Session, hook.Name, reason));
        return new HookAnswer(verdict, reason);
    }

    /// <summary>The skill or subagent that a tool would start; null for any other tool.</summary>
    private Context? Started(Situation situation)
    {
        var (key, isSkill) = hook.ToolName switch { "Skill" or "SlashCommand" => ("skill", true), "Agent" or "Task" => ("subagent_type", false), _ => ("", false) };
        if (key.Length == 0 || hook.ToolInput.IsEmpty)
        {
            return null;
        }

        var input = JsonElement.Parse(hook.ToolInput.Span, new JsonDocumentOptions { MaxDepth = HookEvent.MaxDepth });
        try
        {
            return Started(situation, input, key, isSkill);
        }
        catch (InvalidOperationException)
        {
            // A name that is no valid text names nothing that a budget could.
            return null;
        }
    }

    private static Context? Started(Situation situation, JsonElement input, string key, bool isSkill)
    {
        if (input.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var name = Text(input, key) ?? (isSkill ? Text(input, "command") : DefaultAgent);
        if (isSkill)
        {
            // A skill may be called as it is typed.
            name = name?.TrimStart('/').Split(' ', 2)[0];
            return name is null ? null : situation.Context with { Skill = name };
        }

        // A subagent may be given another model, by its family's name.
        return situation.Context with { Agent = name, Model = Text(input, "model") ?? situation.Context.Model };
    }

    private static string? Text(JsonElement input, string key) => input.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;
}
