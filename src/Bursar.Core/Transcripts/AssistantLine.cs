namespace Bursar.Transcripts;

/// <summary>What a bill needs from one line of type <c>assistant</c>; texts point into the line.</summary>
internal ref struct AssistantLine
{
    public JsonText MessageId;
    public JsonText RequestId;
    public JsonText Uuid;
    public JsonText ParentUuid;
    public JsonText SessionId;
    public JsonText ForkedFrom;
    public JsonText AgentId;
    public JsonText Model;
    public JsonText Cwd;
    public JsonText Branch;
    public JsonText Version;
    public JsonText Agent;
    public JsonText Skill;
    public JsonText Plugin;
    public JsonText McpServer;
    public JsonText McpTool;
    public JsonText ServiceTier;
    public JsonText Speed;
    public JsonText InferenceGeo;
    public Usage Usage;
    public ToolSet Tools;

    /// <summary>The same calls by hashes of name and input: equal ones do the same again.</summary>
    public ToolSet Calls;

    /// <summary>The tool that the line calls, and the skill if it is one; the client writes one block a line.</summary>
    public JsonText Tool;
    public JsonText CalledSkill;

    /// <summary>Calls beyond the first on one line.</summary>
    public List<(string Tool, string? Skill)>? MoreTools;
    public long At;

    /// <summary>Picodollars by the client's own word; lines of old clients have it.</summary>
    public long? ReportedCost;
    public bool HasTimestamp;
    public bool HasUsage;
    public bool IsAssistant;
    public bool IsSidechain;
    public bool IsApiError;
    public bool HasStopReason;
    public bool BadNumber;
    public bool UnknownIteration;

    /// <summary>Passes of a model inside this response that are billed beside the usage.</summary>
    public List<ExtraPass>? Extra;

    /// <summary>The model that the usage is of where another had declined; null where it is the one that the line names.</summary>
    public string? ServedBy;

    /// <summary>Lines the client writes by itself; nothing was billed for them.</summary>
    public readonly bool IsClientsOwn => IsApiError || Model.Is("<synthetic>"u8);
}

/// <summary>A pass that is billed beside the response, at its own model's price and by its own prompt's size (<see cref="Iterations"/>).</summary>
internal readonly record struct ExtraPass(string? Model, Usage Usage);
