using Bursar.Attribution;

namespace Bursar.Transcripts;

/// <summary>
/// One API response as one line of a transcript tells it: the bill (figures of one snapshot, taken as a whole), where
/// the line stands, and the origin (who made the response). Lines with one key are merged: the later snapshot gives the
/// bill, the earlier origin the owner. Both orders are total, so the sequence in which lines arrive changes nothing.
/// </summary>
public struct ResponseRecord
{
    // Origin
    public string Session;
    public bool IsSidechain;

    /// <summary>The line says that it was copied from another session.</summary>
    public bool IsCopy;
    public string? AgentId;

    /// <summary>The subagent's type; null in the main thread.</summary>
    public string? Agent;

    /// <summary>The project's folder.</summary>
    public string? Project;

    /// <summary>When the transcript that holds the line began; a fork begins after the lines it copied.</summary>
    public long TranscriptStart;

    /// <summary>What the response stands in.</summary>
    public TurnContext Turn;

    /// <summary>The call that started the subagent, as <see cref="ToolSet.Hash"/>; null when nothing tells.</summary>
    public uint? StartedBy;

    // Bill
    public long At;
    public bool HasTimestamp;
    public string? Model;
    public Usage Usage;
    public string? ServiceTier;
    public string? Speed;
    public string? InferenceGeo;
    public bool IsFinal;

    /// <summary>Picodollars that the line itself says it cost, as lines of old clients do.</summary>
    public long? ReportedCost;
    public string? Branch;
    public string? Version;
    public string? Skill;
    public string? Plugin;
    public string? McpServer;
    public string? McpTool;
    public ulong Tiebreak;

    /// <summary>
    /// When its request was sent, as far as is known: the earliest time of one of its lines, or of a conversation's line
    /// before one; or <see cref="TranscriptPosition.UnknownTime"/>. Over all its lines, like the tools.
    /// </summary>
    public long Started;

    /// <summary>What the response called, over all its lines; neither bill nor origin.</summary>
    public ToolSet Tools;

    /// <summary>What its calls do, by hashes of name and input; over all its lines.</summary>
    public ToolSet Calls;

    // Source of the bill
    public long Line;

    /// <summary>Index of the first extra pass in the batch, and how many there are.</summary>
    public int ExtraStart;
    public int ExtraCount;

    /// <summary>Final before unfinished, then the larger output, then the later line.</summary>
    public readonly bool SupersedesSnapshot(in ResponseRecord other) => Order(other) is var order && (order != 0 ? order : Tiebreak.CompareTo(other.Tiebreak)) > 0;

    /// <summary>The same without what tells two lines apart that stand in one place.</summary>
    public readonly bool IsLaterThan(in ResponseRecord other) => Order(other) > 0;

    private readonly int Order(in ResponseRecord other)
    {
        var order = IsFinal.CompareTo(other.IsFinal);
        order = order != 0 ? order : Usage.Output.CompareTo(other.Usage.Output);
        order = order != 0 ? order : HasTimestamp.CompareTo(other.HasTimestamp);
        order = order != 0 ? order : At.CompareTo(other.At);
        return order != 0 ? order : Line.CompareTo(other.Line);
    }

    /// <summary>
    /// The main thread before a subagent that replays it, then a line that is no copy, then the transcript that began
    /// first, then the smaller ids so that the order is total.
    /// </summary>
    public readonly bool PrecedesOrigin(in ResponseRecord other) => OriginOrder(other) is var order && (order != 0 ? order : Turn.CompareTo(other.Turn)) < 0;

    /// <summary>The same without the place in the turn: below zero for the earlier.</summary>
    public readonly int OriginOrder(in ResponseRecord other)
    {
        var order = IsSidechain.CompareTo(other.IsSidechain);
        order = order != 0 ? order : IsCopy.CompareTo(other.IsCopy);
        order = order != 0 ? order : TranscriptStart.CompareTo(other.TranscriptStart);
        order = order != 0 ? order : string.CompareOrdinal(Session, other.Session);
        order = order != 0 ? order : string.CompareOrdinal(AgentId, other.AgentId);
        order = order != 0 ? order : (Agent is SubagentTypes.Unknown).CompareTo(other.Agent is SubagentTypes.Unknown);
        order = order != 0 ? order : string.CompareOrdinal(Agent, other.Agent);
        order = order != 0 ? order : string.CompareOrdinal(Project, other.Project);
        return order != 0 ? order : Nullable.Compare(other.StartedBy, StartedBy);
    }

    /// <summary>Takes over the bill of a later snapshot, origin apart.</summary>
    public void TakeBill(in ResponseRecord other)
    {
        var origin = this;
        this = other;
        TakeOrigin(origin);
    }

    public void TakeOrigin(in ResponseRecord other)
    {
        Session = other.Session;
        IsSidechain = other.IsSidechain;
        IsCopy = other.IsCopy;
        AgentId = other.AgentId;
        Agent = other.Agent;
        Project = other.Project;
        TranscriptStart = other.TranscriptStart;
        Turn = other.Turn;
        StartedBy = other.StartedBy;
    }
}
